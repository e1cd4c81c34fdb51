import type { SandboxContext } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import type { S3State } from '../state.ts';
import { copyParts, storeParts } from './listing-parts.ts';
import type { Part, StoredObject } from './listing-parts.ts';
import { findSnapshot, manifestOf } from './snapshots.ts';
import type { Manifest, Snapshot } from './snapshots.ts';
import { currentObjects } from './current-objects.ts';

/** The newest snapshot of a bucket, and the keys whose versions changed since. */
export interface Last {
  readonly snapshot: Snapshot;
  readonly manifest: Manifest;
  readonly touched: readonly string[];
}

/** Null where there is none to go on from: none was taken, it is gone, its key cannot be used, or something was left out of it. */
export function lastOf(context: SandboxContext, bucket: Bucket): Last | null {
  const { db } = context.catalogue;
  const row = db.prepare('SELECT snapshot FROM s3_backup_last WHERE bucket = ?').get(bucket.id) as { readonly snapshot: string } | undefined;
  const snapshot = row === undefined ? null : findSnapshot(context.catalogue, row.snapshot);
  if (snapshot === null || context.keys.problem(snapshot.key, 'decrypt', null) !== null) return null;
  const manifest = manifestOf(context, snapshot);
  if (!manifest.whole || manifest.parts.length === 0) return null;
  const touched = db.prepare('SELECT key FROM s3_backup_touched WHERE bucket = ? ORDER BY key').all(bucket.id) as unknown as readonly { readonly key: string }[];
  return { snapshot, manifest, touched: touched.map(({ key }) => key) };
}

/** Notes a snapshot as the newest of its bucket: what changes is counted from it on. Inside its change. */
export function noteLast({ catalogue: { db } }: Pick<SandboxContext, 'catalogue'>, bucket: Bucket, { id }: Pick<Snapshot, 'id'>): void {
  db.prepare('INSERT INTO s3_backup_last (bucket, snapshot) VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET snapshot = excluded.snapshot').run(bucket.id, id);
  db.prepare('DELETE FROM s3_backup_touched WHERE bucket = ?').run(bucket.id);
  // of buckets that are gone nothing is left to compare
  for (const { bucket: gone } of db.prepare('SELECT bucket FROM s3_backup_last WHERE bucket NOT IN (SELECT id FROM s3_bucket)').all() as unknown as readonly { readonly bucket: number }[]) {
    db.prepare('DELETE FROM s3_backup_touched WHERE bucket = ?').run(gone);
    db.prepare('DELETE FROM s3_backup_last WHERE bucket = ?').run(gone);
  }
}

/**
 * The parts of a bucket now: those of the last snapshot, but for stretches in which a key was touched, which are read anew. Null when an object is found there
 * that `usable` refuses. Inside a change.
 */
export function changedParts(context: SandboxContext, state: S3State, { bucket, last, keyArn, usable }: { readonly bucket: Bucket; readonly last: Last; readonly keyArn: string; readonly usable: (object: StoredObject) => boolean }): readonly Part[] | null {
  const { parts } = last.manifest;
  const touched = touchedParts(parts, last.touched);
  const fresh = new Map<number, readonly StoredObject[]>();
  for (const [from, to] of runsOf(touched)) {
    const objects = currentObjects(state, bucket, { from: from === 0 ? '' : (parts[from]?.first ?? ''), before: parts[to + 1]?.first ?? null });
    if (!objects.every(usable)) return null;
    fresh.set(from, objects);
  }
  const untouched = kept(context, state, { last, keyArn, parts: parts.filter((_part, i) => !touched.has(i)) })[Symbol.iterator]();
  return parts.flatMap((_part, i) => {
    const objects = fresh.get(i);
    if (objects !== undefined) return storeParts(context, state, objects, { to: keyArn, from: null });
    if (touched.has(i)) return [];
    const { value } = untouched.next();
    return value === undefined ? [] : [value];
  });
}

function kept(context: SandboxContext, state: S3State, { last, keyArn, parts }: { readonly last: Last; readonly keyArn: string; readonly parts: readonly Part[] }): readonly Part[] {
  return last.snapshot.key === keyArn ? parts : copyParts(context, state, parts, { from: last.snapshot.key, to: keyArn });
}

/** Indexes of the parts that hold, or would hold, these keys. Keys are in the order of their bytes, as S3 has them. */
function touchedParts(parts: readonly Part[], keys: readonly string[]): ReadonlySet<number> {
  const firsts = parts.map(({ first }) => Buffer.from(first));
  const found = new Set<number>();
  for (const key of keys) {
    const wanted = Buffer.from(key);
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Buffer.compare(firsts[middle] ?? wanted, wanted) <= 0) low = middle + 1;
      else high = middle;
    }
    found.add(Math.max(0, low - 1));
  }
  return found;
}

/** Neighbours among indexes, as first and last of each run. */
function runsOf(indexes: ReadonlySet<number>): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}
