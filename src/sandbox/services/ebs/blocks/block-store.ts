import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { sha256 } from '#kit/digest';
import { uuid } from '#kit/ids';
import { ioSentence } from '#kit/io-reason';
import { bug } from '#kit/redrill-error';
import type { BlobStore } from '../../../blobs/blob-store.ts';
import { blobsOf } from '../../../blobs/blobs-of.ts';
import { discardStaged, stagingFolder, type StagedBody } from '../../../blobs/stage-body.ts';
import { BLOB_TABLES } from '../../../blobs/tables.ts';
import type { SandboxContext } from '../../../service.ts';
import { decodeMap, encodeMap, type BlockMap } from './block-map.ts';
import { BlockDamage } from './block-damage.ts';

interface ChunkRow {
  readonly id: number;
  readonly key: string;
  readonly digest: string;
  readonly blob: number;
  readonly refs: number;
}

/** A block that has been read, on its way into the store: known already, or its stored form is staged. */
export interface StagedBlock {
  readonly digest: string;
  readonly staged: StagedBody | null;
}

/**
 * Blocks of all snapshots: stored once for each key that they are sealed under, counted, and checked when they are read. Maps are counted
 * as well, so a snapshot of an unchanged volume costs one row.
 */
export class BlockStore {
  private readonly blobs: BlobStore;
  private readonly keys: SandboxContext['keys'];
  private readonly sql: Record<'find' | 'byId' | 'add' | 'count' | 'drop' | 'mapFind' | 'mapAdd' | 'mapById' | 'mapCount' | 'mapDrop', StatementSync>;

  constructor({ catalogue, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>) {
    catalogue.db.exec(BLOB_TABLES);
    this.blobs = blobsOf(catalogue);
    this.keys = keys;
    const { db } = catalogue;
    this.sql = {
      find: db.prepare('SELECT * FROM ebs_chunk WHERE key = ? AND digest = ?'),
      byId: db.prepare('SELECT * FROM ebs_chunk WHERE id = ?'),
      add: db.prepare('INSERT INTO ebs_chunk (key, digest, blob, refs) VALUES (?, ?, ?, 0) RETURNING id'),
      count: db.prepare('UPDATE ebs_chunk SET refs = refs + ? WHERE id = ? RETURNING *'),
      drop: db.prepare('DELETE FROM ebs_chunk WHERE id = ?'),
      mapFind: db.prepare('SELECT id FROM ebs_map WHERE digest = ?'),
      mapAdd: db.prepare('INSERT INTO ebs_map (digest, blocks, refs) VALUES (?, ?, 1) RETURNING id'),
      mapById: db.prepare('SELECT blocks FROM ebs_map WHERE id = ?'),
      mapCount: db.prepare('UPDATE ebs_map SET refs = refs + ? WHERE id = ? RETURNING refs'),
      mapDrop: db.prepare('DELETE FROM ebs_map WHERE id = ?'),
    };
  }

  /** One transaction over blocks and the rows that refer to them. */
  change<T>(work: () => T): T {
    return this.blobs.change(work);
  }

  has(key: string | null, digest: string): boolean {
    return this.sql.find.get(key ?? '', digest) !== undefined;
  }

  /** Seals a block under a key and writes it beside the store. Throws AwsError when the key cannot be used. */
  async stage(bytes: Buffer, key: string | null, digest: string): Promise<StagedBlock> {
    if (this.has(key, digest)) return { digest, staged: null };
    const stored = key === null ? bytes : this.keys.seal(key, bytes);
    const path = join(stagingFolder(this.blobs.folder), uuid());
    await writeFile(path, stored, { flag: 'wx' });
    // a sealed block never looks like another, so its name need not say what it holds
    return { digest, staged: { digest: key === null ? digest : sha256(path), sizeBytes: stored.length, bytes: null, path } };
  }

  /** The chunk of a staged block, not counted yet. Inside `change` only; a block that is not staged must be there (`has`). */
  place({ digest, staged }: StagedBlock, key: string | null): number {
    const known = this.sql.find.get(key ?? '', digest) as ChunkRow | undefined;
    if (known) return known.id;
    if (staged === null) throw bug('ebs.chunk-gone', `a block with SHA-256 ${digest} was known and is gone`);
    return (this.sql.add.get(key ?? '', digest, this.blobs.place(staged)) as { readonly id: number }).id;
  }

  /** Throws away what was staged and is not wanted. */
  discard({ staged }: StagedBlock): void {
    if (staged !== null) discardStaged(staged);
  }

  retainChunk(id: number): void {
    if (this.sql.count.get(1, id) === undefined) throw bug('ebs.chunk-gone', `chunk ${id} is referred to but not stored`);
  }

  /** One reference less; the bytes go with the last one. Inside `change` only. */
  releaseChunk(id: number): void {
    const row = this.sql.count.get(-1, id) as ChunkRow | undefined;
    if (!row || row.refs > 0) return;
    this.sql.drop.run(id);
    this.blobs.release(row.blob);
  }

  /** A map with one reference more; equal maps are one. Inside `change` only. */
  putMap(blocks: BlockMap): number {
    const bytes = encodeMap(blocks);
    const digest = sha256(bytes);
    const known = this.sql.mapFind.get(digest) as { readonly id: number } | undefined;
    if (known) {
      this.retainMap(known.id);
      return known.id;
    }
    for (const chunk of blocks.values()) this.retainChunk(chunk);
    return (this.sql.mapAdd.get(digest, bytes) as { readonly id: number }).id;
  }

  /** The blocks of a map; null when it is not there any more. */
  mapOf(id: number): BlockMap | null {
    const row = this.sql.mapById.get(id) as { readonly blocks: Uint8Array } | undefined;
    return row ? decodeMap(row.blocks) : null;
  }

  retainMap(id: number): void {
    if (this.sql.mapCount.get(1, id) === undefined) throw bug('ebs.map-gone', `map ${id} is referred to but not stored`);
  }

  /** One reference less; the blocks go with the last one. Inside `change` only. */
  releaseMap(id: number): void {
    const left = this.sql.mapCount.get(-1, id) as { readonly refs: number } | undefined;
    if (!left || left.refs > 0) return;
    const blocks = this.mapOf(id);
    this.sql.mapDrop.run(id);
    for (const chunk of blocks?.values() ?? []) this.releaseChunk(chunk);
  }

  digestOf(chunk: number): string | null {
    return (this.sql.byId.get(chunk) as ChunkRow | undefined)?.digest ?? null;
  }

  /** The plain bytes of a chunk. Throws BlockDamage when they are not what was stored or the key cannot be used. */
  async read(chunk: number): Promise<Buffer> {
    const row = this.sql.byId.get(chunk) as ChunkRow | undefined;
    if (!row) throw new BlockDamage(`chunk ${chunk} is not stored any more`);
    const plain = this.opened(row, await this.stored(row));
    if (sha256(plain) !== row.digest) throw new BlockDamage(`${plain.length} bytes of it are not the bytes that were stored (SHA-256 ${row.digest.slice(0, 12)} was expected)`);
    return plain;
  }

  private async stored({ blob, digest }: ChunkRow): Promise<Buffer> {
    try {
      return await this.blobs.read([blob]).whole();
    } catch (cause) {
      throw new BlockDamage(`bytes of it cannot be read (SHA-256 ${digest.slice(0, 12)}; ${ioSentence(cause) ?? String(cause)})`, { cause });
    }
  }

  private opened({ key }: ChunkRow, stored: Buffer): Buffer {
    if (key === '') return stored;
    const problem = this.keys.problem(key, 'decrypt', null);
    if (problem) throw problem;
    try {
      return this.keys.unseal(key, stored);
    } catch (cause) {
      throw new BlockDamage(`it cannot be decrypted under ${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}
