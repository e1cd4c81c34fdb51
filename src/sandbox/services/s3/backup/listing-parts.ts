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

interface NewPart {
  readonly digest: string;
  readonly packed: Buffer;
  readonly blobs: readonly number[];
  readonly to: string;
}

/**
 * One object in so many begins a part: where parts end follows from the keys alone, so that a change moves the borders of no other part. A change costs a part's
 * worth of references, and each part a place in every manifest.
 */
const OBJECTS_PER_PART = 12;

/** Keeps objects, in the order of their keys, as parts for a snapshot that is kept in the same change. A part that is stored already costs a look. */
export function storeParts(context: SandboxContext, state: S3State, objects: readonly StoredObject[], keys: PartKeys): readonly Part[] {
  return [...stretches(objects)].map((some) => storePart(context, state, some, keys));
}

/** The same parts under another key, for a snapshot that is kept in the same change; those that lie there already are not opened. */
export function copyParts(context: SandboxContext, state: S3State, parts: readonly Part[], keys: { readonly from: string; readonly to: string }): readonly Part[] {
  const { catalogue: { db } } = context;
  const rows = db.prepare('SELECT source.id AS id, twin.id AS twin FROM s3_listing_part AS source LEFT JOIN s3_listing_part AS twin ON twin.key = ? AND twin.digest = source.digest WHERE source.id IN (SELECT value FROM json_each(?))').all(keys.to, idsOf(parts)) as unknown as readonly { readonly id: number; readonly twin: number | null }[];
  const twins = new Map(rows.map(({ id, twin }) => [id, twin]));
  return parts.map((part) => {
    const twin = twins.get(part.id);
    if (twin === undefined) throw new BackupFailure('The recovery point is damaged: a part of its listing is gone.');
    return { ...part, id: twin ?? copyPart(context, state, part, keys) };
  });
}

/** The objects of a part; BackupFailure when its key cannot be used. */
export function objectsIn(context: Pick<SandboxContext, 'catalogue' | 'keys'>, { id }: Pick<Part, 'id'>, keyArn: string): readonly StoredObject[] {
  return parsed(unsealed(context, rowOf(context.catalogue, id), keyArn));
}

/**
 * Drops those of a snapshot's parts that no other snapshot under its key holds, with their references. Nobody counts how many hold a part: each point holds
 * nearly all of those of the day before, and would write all of them anew. Inside the change in which the snapshot goes.
 */
export function dropUnheld({ db }: Pick<Catalogue, 'db'>, state: S3State, { key, parts }: { readonly key: string; readonly parts: readonly number[] }): void {
  const gone = new Set(parts);
  for (const row of db.prepare('SELECT parts FROM s3_snapshot WHERE key = ? ORDER BY rowid').iterate(key)) {
    for (const id of JSON.parse(String(row['parts'])) as readonly number[]) gone.delete(id);
    if (gone.size === 0) return;
  }
  for (const id of gone) {
    const { blobs } = db.prepare('SELECT blobs FROM s3_listing_part WHERE id = ?').get(id) as unknown as Pick<PartRow, 'blobs'>;
    db.prepare('DELETE FROM s3_listing_part WHERE id = ?').run(id);
    for (const blob of JSON.parse(blobs) as readonly number[]) state.blobs.release(blob);
  }
}

function idsOf(parts: readonly Part[]): string {
  return JSON.stringify(parts.map(({ id }) => id));
}

function rowOf({ db }: Pick<Catalogue, 'db'>, id: number): PartRow {
  const row = db.prepare('SELECT id, digest, listing, blobs FROM s3_listing_part WHERE id = ?').get(id) as PartRow | undefined;
  if (!row) throw new BackupFailure('The recovery point is damaged: a part of its listing is gone.');
  return row;
}

/** A listing as it is packed; BackupFailure when its key cannot be used. */
function unsealed({ keys }: Pick<SandboxContext, 'keys'>, { listing }: PartRow, keyArn: string): Buffer {
  return usingKey(keyArn, () => keys.unseal(keyArn, Buffer.from(listing)));
}

function parsed(packed: Buffer): readonly StoredObject[] {
  return JSON.parse(zstdDecompressSync(packed).toString()) as readonly StoredObject[];
}

function storePart(context: SandboxContext, state: S3State, objects: readonly StoredObject[], keys: PartKeys): Part {
  const plain = JSON.stringify(objects);
  const digest = hash('sha256', plain);
  const part = { first: objects[0]?.key ?? '', objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0), keys: [...new Set(objects.flatMap(({ headers }) => storedEncryption(headers)?.keyArn ?? []))] };
  const there = found(context.catalogue, keys.to, digest);
  if (there !== null) return { id: there, ...part };
  wrapKeys(context, state, objects, keys);
  return { id: addPart(context, state, { digest, packed: zstdCompressSync(plain), blobs: [...new Set(objects.flatMap(blobIds))], to: keys.to }), ...part };
}

/** A part under another key. What it says is the same, so that it is not unpacked where no object lies under a key of its own. */
function copyPart(context: SandboxContext, state: S3State, part: Part, keys: { readonly from: string; readonly to: string }): number {
  const row = rowOf(context.catalogue, part.id);
  const packed = unsealed(context, row, keys.from);
  if (part.keys.length > 0) wrapKeys(context, state, parsed(packed), keys);
  return addPart(context, state, { digest: row.digest, packed, blobs: JSON.parse(row.blobs) as readonly number[], to: keys.to });
}

/** A new part, with a reference to each of its blobs. */
function addPart({ catalogue: { db }, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>, state: S3State, { digest, packed, blobs, to }: NewPart): number {
  state.blobs.retainAll(blobs);
  const sealed = usingKey(to, () => keys.seal(to, packed));
  return Number(db.prepare('INSERT INTO s3_listing_part (key, digest, listing, blobs) VALUES (?, ?, ?, ?)').run(to, digest, sealed, JSON.stringify(blobs)).lastInsertRowid);
}

function found({ db }: Pick<Catalogue, 'db'>, key: string, digest: string): number | null {
  return (db.prepare('SELECT id FROM s3_listing_part WHERE key = ? AND digest = ?').get(key, digest) as Pick<PartRow, 'id'> | undefined)?.id ?? null;
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
