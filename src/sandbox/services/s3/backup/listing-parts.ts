import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { BackupFailure } from '../../../backup-resource.ts';
import type { Catalogue, SandboxContext } from '../../../service.ts';
import { storedEncryption } from '../encryption.ts';
import type { S3State } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { blobIds } from '../write-version.ts';
import { usingKey, wrapKeys } from './vault-keys.ts';

/** An object as a snapshot holds it. */
export type StoredObject = Pick<Version, 'key' | 'size' | 'etag' | 'blob' | 'parts' | 'headers' | 'tags' | 'sums'>;

/** A stretch of a listing: objects that follow each other, from `first` on. */
export interface Part {
  readonly id: number;
  readonly first: string;
  readonly objects: number;
  readonly bytes: number;
  /** KMS keys of objects in it. */
  readonly keys: readonly string[];
}

/** Which key a part lies under, and which one what it holds comes from: null for the objects' own. */
export interface PartKeys {
  readonly to: string;
  readonly from: string | null;
}

interface PartRow {
  readonly id: number;
  readonly digest: string;
  readonly listing: Uint8Array;
  readonly blobs: string;
}

/** One object in so many begins a part: where parts end follows from the keys alone, so that a change moves the borders of no other part. */
const OBJECTS_PER_PART = 32;

/** Keeps objects, in the order of their keys, as parts with one reference each. A part that is stored already costs a look. Inside a change. */
export function storeParts(context: SandboxContext, state: S3State, objects: readonly StoredObject[], keys: PartKeys): readonly Part[] {
  return [...stretches(objects)].map((some) => storePart(context, state, some, keys));
}

/** The same parts under another key, with one reference each; those that lie there already are not opened. Inside a change. */
export function copyParts(context: SandboxContext, state: S3State, parts: readonly Part[], keys: { readonly from: string; readonly to: string }): readonly Part[] {
  const { catalogue: { db } } = context;
  const rows = db.prepare('SELECT source.id AS id, twin.id AS twin FROM s3_snapshot_part AS source LEFT JOIN s3_snapshot_part AS twin ON twin.key = ? AND twin.digest = source.digest WHERE source.id IN (SELECT value FROM json_each(?))').all(keys.to, idsOf(parts)) as unknown as readonly { readonly id: number; readonly twin: number | null }[];
  const twins = new Map(rows.map(({ id, twin }) => [id, twin]));
  retainParts(context.catalogue, [...twins.values()].filter((twin) => twin !== null));
  return parts.map((part) => {
    const twin = twins.get(part.id);
    if (twin === undefined) throw new BackupFailure('The recovery point is damaged: a part of its listing is gone.');
    return twin === null ? storePart(context, state, objectsIn(context, part, keys.from), keys) : { ...part, id: twin };
  });
}

/** The objects of a part; BackupFailure when its key cannot be used. */
export function objectsIn({ catalogue: { db }, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>, { id }: Pick<Part, 'id'>, keyArn: string): readonly StoredObject[] {
  const row = db.prepare('SELECT listing FROM s3_snapshot_part WHERE id = ?').get(id) as Pick<PartRow, 'listing'> | undefined;
  if (!row) throw new BackupFailure('The recovery point is damaged: a part of its listing is gone.');
  return JSON.parse(zstdDecompressSync(usingKey(keyArn, () => keys.unseal(keyArn, Buffer.from(row.listing)))).toString()) as readonly StoredObject[];
}

/** One reference more for each. Inside a change. */
export function retainParts({ db }: Pick<Catalogue, 'db'>, ids: readonly number[]): void {
  db.prepare('UPDATE s3_snapshot_part SET refs = refs + 1 WHERE id IN (SELECT value FROM json_each(?))').run(JSON.stringify(ids));
}

/** One reference less for each; what nobody refers to any more goes with its own references. Inside a change. */
export function releaseParts({ db }: Pick<Catalogue, 'db'>, state: S3State, ids: readonly number[]): void {
  const left = db.prepare('UPDATE s3_snapshot_part SET refs = refs - 1 WHERE id IN (SELECT value FROM json_each(?)) RETURNING id, refs').all(JSON.stringify(ids)) as unknown as readonly { readonly id: number; readonly refs: number }[];
  for (const { id } of left.filter(({ refs }) => refs <= 0)) {
    const { blobs } = db.prepare('DELETE FROM s3_snapshot_part WHERE id = ? RETURNING blobs').get(id) as unknown as Pick<PartRow, 'blobs'>;
    for (const blob of JSON.parse(blobs) as readonly number[]) state.blobs.release(blob);
  }
}

function idsOf(parts: readonly Part[]): string {
  return JSON.stringify(parts.map(({ id }) => id));
}

function storePart(context: SandboxContext, state: S3State, objects: readonly StoredObject[], { from, to }: PartKeys): Part {
  const { catalogue: { db } } = context;
  const plain = JSON.stringify(objects);
  const digest = hash('sha256', plain);
  const part = { first: objects[0]?.key ?? '', objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0), keys: [...new Set(objects.flatMap(({ headers }) => storedEncryption(headers)?.keyArn ?? []))] };
  const there = retained(context.catalogue, to, digest);
  if (there !== null) return { id: there, ...part };
  const blobs = [...new Set(objects.flatMap(blobIds))];
  for (const blob of blobs) state.blobs.retain(blob);
  wrapKeys(context, state, objects, { from, to });
  const sealed = usingKey(to, () => context.keys.seal(to, zstdCompressSync(plain)));
  const { id } = db.prepare('INSERT INTO s3_snapshot_part (key, digest, listing, blobs, refs) VALUES (?, ?, ?, ?, 1) RETURNING id').get(to, digest, sealed, JSON.stringify(blobs)) as { readonly id: number };
  return { id, ...part };
}

function retained(catalogue: Pick<Catalogue, 'db'>, key: string, digest: string): number | null {
  const row = catalogue.db.prepare('UPDATE s3_snapshot_part SET refs = refs + 1 WHERE key = ? AND digest = ? RETURNING id').get(key, digest) as Pick<PartRow, 'id'> | undefined;
  return row?.id ?? null;
}

function* stretches(objects: readonly StoredObject[]): Generator<readonly StoredObject[]> {
  let some: StoredObject[] = [];
  for (const object of objects) {
    if (some.length > 0 && (hash('sha256', object.key, 'buffer')[0] ?? 0) % OBJECTS_PER_PART === 0) {
      yield some;
      some = [];
    }
    some.push(object);
  }
  if (some.length > 0) yield some;
}
