import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { isoMicros } from '#kit/time';

interface Version {
  readonly id: string;
  readonly body: Buffer | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One bucket with versions, in memory: the calls that sabotage of source files makes, nothing else. */
export interface VersionedBucket {
  readonly store: S3Store;
  put(key: string, body: string, metadata?: Readonly<Record<string, string>>): string;
  delete(key: string, versionId?: string): string;
  /** Each version as its text, or `deleted`, newest first. */
  of(key: string): readonly string[];
  keys(): readonly string[];
  /** Called before each change; may throw, as a kill does. */
  before: (change: string) => void;
}

export function versionedBucket(): VersionedBucket {
  const objects = new Map<string, Version[]>();
  let made = 0;
  const add = (key: string, body: Buffer | null, metadata: Readonly<Record<string, string>> = {}): string => {
    bucket.before(`${body === null ? 'delete' : 'put'} ${key}`);
    made += 1;
    const id = `v${made}`;
    objects.set(key, [{ id, body, metadata }, ...(objects.get(key) ?? [])]);
    return id;
  };
  const remove = (key: string, id: string): void => {
    const rest = (objects.get(key) ?? []).filter((version) => version.id !== id);
    if (rest.length > 0) objects.set(key, rest);
    else objects.delete(key);
  };
  const listed = (prefix: string): VersionEntry[] => [...objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, versions]) => versions.map(({ id, body }, n) => ({ key, versionId: id, isLatest: n === 0, marker: body === null, lastModified: isoMicros(Number(id.slice(1)) * 1e6), etag: null, sizeBytes: body?.length ?? 0 })));
  const store = {
    listVersions: async function* (_bucket: string, { prefix = '' }: { readonly prefix?: string } = {}) { yield listed(prefix); },
    get: async ({ key }: { readonly key: string }) => ({ body: objects.get(key)?.[0]?.body ?? Buffer.alloc(0) }),
    head: async ({ key, versionId }: { readonly key: string; readonly versionId?: string }) => {
      const version = objects.get(key)?.find(({ id }) => id === versionId);
      return version === undefined ? null : { metadata: Object.fromEntries(Object.entries(version.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])) };
    },
    put: async ({ key }: { readonly key: string }, body: Uint8Array) => ({ etag: '', versionId: add(key, Buffer.from(body)) }),
    delete: async ({ key, versionId }: { readonly key: string; readonly versionId?: string }) => bucket.delete(key, versionId),
    putMany: async (items: AsyncIterable<{ readonly ref: { readonly key: string }; readonly body: Uint8Array; readonly metadata?: Readonly<Record<string, string>> }>) => {
      for await (const { ref, body, metadata } of items) add(ref.key, Buffer.from(body), metadata);
      return { failed: [] };
    },
    deleteMany: async (_bucket: string, items: AsyncIterable<{ readonly key: string; readonly versionId?: string }>) => {
      for await (const { key, versionId } of items) bucket.delete(key, versionId);
      return { failed: [] };
    },
  };
  const bucket: VersionedBucket = {
    store: store as unknown as S3Store,
    put: (key, body, metadata) => add(key, Buffer.from(body), metadata),
    delete: (key, versionId) => {
      if (versionId === undefined) return add(key, null);
      remove(key, versionId);
      return versionId;
    },
    of: (key) => (objects.get(key) ?? []).map(({ body }) => body?.toString() ?? 'deleted'),
    keys: () => [...objects.keys()].sort(),
    before: () => undefined,
  };
  return bucket;
}
