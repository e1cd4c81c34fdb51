import { hash } from 'node:crypto';
import { NEW } from '../home/home-bucket.ts';
import type { HomeBucket } from '../home/home-bucket.ts';

/** A bucket in memory with S3's conditions; `beforePut` may throw, as a connection that is cut. */
export function memoryBucket(beforePut: (key: string) => void = () => undefined): HomeBucket & { readonly objects: Map<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  const etagOf = (key: string): string | null => { const body = objects.get(key); return body === undefined ? null : hash('md5', body, 'hex'); };
  return {
    objects,
    place: 's3://box/drills',
    get: async (key) => { const body = objects.get(key); return body === undefined ? null : { text: body.toString('utf8'), etag: hash('md5', body, 'hex') }; },
    bytes: async (key) => objects.get(key) ?? null,
    put: async (key, body, { only }) => {
      beforePut(key);
      if (only !== undefined && (only === NEW ? objects.has(key) : etagOf(key) !== only)) return null;
      objects.set(key, Buffer.from(body));
      return etagOf(key);
    },
    list: async () => new Map([...objects.keys()].map((key) => [key, etagOf(key) ?? ''])),
  };
}
