import type { ListCursor, ListKind, ListPage } from './list-page.ts';
import { rootOf } from './list-page.ts';
import type { VersionEntry } from './s3-store.ts';
import { decodeListed } from './uri-encode.ts';
import { childText, parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Reads a listing with the strict parser: the reference for the scanner, and its fallback. Throws SyntaxError. */
export function parsePage(body: Buffer, kind: ListKind): ListPage {
  const root = parseXml(body.toString('utf8'));
  if (root.name !== rootOf(kind)) throw new SyntaxError(`expected <${rootOf(kind)}>, found <${root.name}>`);
  const encoded = childText(root, 'EncodingType') === 'url';
  const name = (text: string): string => (encoded ? decodeListed(text) : text);
  const truncated = flag(root, 'IsTruncated');
  const entries: VersionEntry[] = [];
  for (const child of root.children) {
    if (kind === 'objects' ? child.name === 'Contents' : child.name === 'Version' || child.name === 'DeleteMarker') entries.push(entryOf(child, kind, name));
  }
  const commonPrefixes = root.children.filter((child) => child.name === 'CommonPrefixes').map((child) => name(required(child, 'Prefix')));
  return { truncated, next: truncated ? cursorOf(root, kind, name) : null, encoded, entries, commonPrefixes };
}

function entryOf(element: XmlElement, kind: ListKind, name: (text: string) => string): VersionEntry {
  const marker = element.name === 'DeleteMarker';
  const size = marker ? '0' : required(element, 'Size');
  if (!/^\d+$/.test(size)) throw new SyntaxError(`<Size> is ${JSON.stringify(size)}`);
  return {
    key: name(required(element, 'Key')),
    versionId: kind === 'objects' ? '' : required(element, 'VersionId'),
    isLatest: kind === 'objects' || flag(element, 'IsLatest'),
    marker,
    lastModified: required(element, 'LastModified'),
    etag: marker ? null : required(element, 'ETag').replaceAll('"', ''),
    sizeBytes: Number(size),
  };
}

function cursorOf(root: XmlElement, kind: ListKind, name: (text: string) => string): ListCursor {
  if (kind === 'objects') return { kind, token: required(root, 'NextContinuationToken') };
  return { kind, key: name(required(root, 'NextKeyMarker')), versionId: childText(root, 'NextVersionIdMarker') || null };
}

function required(element: XmlElement, name: string): string {
  const text = childText(element, name);
  if (text === null) throw new SyntaxError(`<${element.name}> without <${name}>`);
  return text;
}

function flag(element: XmlElement, name: string): boolean {
  const text = required(element, name);
  if (text !== 'true' && text !== 'false') throw new SyntaxError(`<${name}> is ${JSON.stringify(text)}`);
  return text === 'true';
}
