import type { FastAnswer } from '../../service.ts';
import { escapeXml } from './answers.ts';

/** Writes an S3 answer element by element; for lists, which are too long and too frequent for the schema codec. */
export class XmlText {
  private readonly root: string;
  private text: string;

  constructor(root: string) {
    this.root = root;
    this.text = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`;
  }

  add(name: string, value: string): this {
    this.text += `<${name}>${escapeXml(value)}</${name}>`;
    return this;
  }

  /** Text that is XML already. */
  raw(xml: string): this {
    this.text += xml;
    return this;
  }

  open(name: string): this {
    this.text += `<${name}>`;
    return this;
  }

  close(name: string): this {
    this.text += `</${name}>`;
    return this;
  }

  answer(): FastAnswer {
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(`${this.text}</${this.root}>`) };
  }
}

/** encoding-type=url: everything but unreserved characters and `/` is percent-encoded. */
export function encodeUrl(name: string): string {
  return /^[\w./-]*$/.test(name) ? name : encodeURIComponent(name).replaceAll('%2F', '/').replace(/[!'()~*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
