import type { ObjectDigest, ObjectRef, S3Store, VersionEntry } from '#stores/s3/s3-store';
import { contentOf } from './manifest-line.ts';
import type { Content } from './manifest-line.ts';

/** A version that was read in full, or the code of why it could not be. */
export interface Read {
  readonly entry: VersionEntry;
  readonly content: Content | null;
  readonly code: string | null;
}

interface Digested {
  readonly entry: VersionEntry;
  readonly digest: ObjectDigest | null;
  readonly code: string | null;
}

const AT_ONCE = 128;

/** Reads and digests versions in full, in the order given, tags included; memory is one batch of digests. */
export async function* readInFull(store: S3Store, bucket: string, entries: AsyncIterable<VersionEntry>, signal: AbortSignal): AsyncGenerator<Read> {
  const waiting: VersionEntry[] = [];
  async function* refs(): AsyncGenerator<{ bucket: string; key: string; versionId?: string; sizeBytes: number }> {
    for await (const entry of entries) {
      waiting.push(entry);
      yield { ...refOf(bucket, entry), sizeBytes: entry.sizeBytes };
    }
  }
  let batch: Digested[] = [];
  for await (const { digest, code } of store.digestMany(refs(), { signal })) {
    const entry = waiting.shift();
    if (entry === undefined) break;
    batch.push({ entry, digest, code });
    if (batch.length < AT_ONCE) continue;
    yield* await Promise.all(batch.map((one) => withTags(store, bucket, one)));
    batch = [];
  }
  yield* await Promise.all(batch.map((one) => withTags(store, bucket, one)));
}

async function withTags(store: S3Store, bucket: string, { entry, digest, code }: Digested): Promise<Read> {
  if (digest === null) return { entry, content: null, code: code ?? 'Unread' };
  const tags = digest.tagCount === 0 ? null : await store.tags({ ...refOf(bucket, entry), ...(digest.versionId === null ? {} : { versionId: digest.versionId }) });
  return { entry, content: contentOf(digest, tags), code: null };
}

/** A listing of current objects names no versions: then the current one is meant. */
function refOf(bucket: string, entry: VersionEntry): ObjectRef {
  return { bucket, key: entry.key, ...(entry.versionId === '' ? {} : { versionId: entry.versionId }) };
}
