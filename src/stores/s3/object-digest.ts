import { createHash, hash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { ObjectDigest } from './s3-store.ts';
import type { BodySink } from './exchange.ts';

const KEPT = new Set(['content-type', 'content-encoding', 'content-disposition', 'content-language', 'cache-control']);
const ONE_SHOT_BYTES = 65_536;

/** What the headers of GET and HEAD say about an object. */
export function headDigest(headers: Readonly<Record<string, string>>): Omit<ObjectDigest, 'sha256'> {
  const metadata: Record<string, string> = {};
  for (const name of Object.keys(headers).sort()) {
    if (KEPT.has(name) || name.startsWith('x-amz-meta-')) metadata[name] = String(headers[name]);
  }
  return {
    sizeBytes: Number(headers['content-length'] ?? 0),
    etag: headers['etag']?.replaceAll('"', '') ?? null,
    versionId: headers['x-amz-version-id'] ?? null,
    lastModified: headers['last-modified'] ?? null,
    contentType: headers['content-type'] ?? null,
    metadata,
    tagCount: Number(headers['x-amz-tagging-count'] ?? 0),
  };
}

/** Digests a body as it arrives: small ones in one call, larger ones chunk by chunk; nothing else is kept. */
export class DigestSink implements BodySink {
  private headers: Readonly<Record<string, string>> = {};
  private bytes = 0;
  private chunks: Buffer[] = [];
  private running: Hash | null = null;

  start(headers: Readonly<Record<string, string>>): void {
    this.headers = headers;
    this.bytes = 0;
    this.chunks = [];
    this.running = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) > ONE_SHOT_BYTES ? createHash('sha256') : null;
  }

  data(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.running === null) this.chunks.push(chunk);
    else this.running.update(chunk);
  }

  result(): ObjectDigest {
    const [first] = this.chunks;
    const sha256 = this.running?.digest('hex') ?? hash('sha256', first === undefined ? '' : this.chunks.length === 1 ? first : Buffer.concat(this.chunks), 'hex');
    return { sha256, ...headDigest(this.headers), sizeBytes: this.bytes };
  }
}
