import type { StatementSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import { sha256 } from '#kit/digest';
import { ioSentence } from '#kit/io-reason';
import type { BlobStore } from '../../../blobs/blob-store.ts';
import { blobsOf } from '../../../blobs/blobs-of.ts';
import { stageBytes } from '../../../blobs/stage-body.ts';
import { BLOB_TABLES } from '../../../blobs/tables.ts';
import type { SandboxContext } from '../../../service.ts';
import { EngineFailure } from './db-engine.ts';

/** Largest piece that is stored as one. */
export const CHUNK_BYTES = 8 * 1_048_576;

/** A chunk as a memory outside the catalogue may keep it: by id and content. */
export type StoredChunk = Pick<ChunkRow, 'id' | 'digest'>;

interface ChunkRow {
  readonly id: number;
  readonly key: string;
  readonly digest: string;
  readonly blob: number;
  readonly refs: number;
}

/**
 * Bytes of archives: stored once for each key that they are sealed under, counted, and checked when they are read. Sealing gives other
 * bytes each time, so what is equal is found by the digest of the plain bytes.
 */
export class Chunks {
  private readonly blobs: BlobStore;
  private readonly keys: SandboxContext['keys'];
  private readonly sql: Record<'find' | 'byId' | 'add' | 'count' | 'drop', StatementSync>;

  constructor({ catalogue, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>) {
    catalogue.db.exec(BLOB_TABLES);
    this.blobs = blobsOf(catalogue);
    this.keys = keys;
    const { db } = catalogue;
    this.sql = {
      find: db.prepare('SELECT * FROM rds_engine_chunk WHERE key = ? AND digest = ?'),
      byId: db.prepare('SELECT * FROM rds_engine_chunk WHERE id = ?'),
      add: db.prepare('INSERT INTO rds_engine_chunk (key, digest, blob, refs) VALUES (?, ?, ?, 1) RETURNING id'),
      count: db.prepare('UPDATE rds_engine_chunk SET refs = refs + ? WHERE id = ? RETURNING *'),
      drop: db.prepare('DELETE FROM rds_engine_chunk WHERE id = ?'),
    };
  }

  /** One transaction over chunks and the rows that refer to them. */
  change<T>(work: () => T): T {
    return this.blobs.change(work);
  }

  /** Adds one reference to these bytes under a key. Inside `change` only. Throws AwsError when the key cannot be used. */
  put(bytes: Buffer, key: string | null): number {
    const digest = sha256(bytes);
    const known = this.sql.find.get(key ?? '', digest) as ChunkRow | undefined;
    if (known) {
      this.sql.count.run(1, known.id);
      return known.id;
    }
    const blob = this.blobs.place(stageBytes(key === null ? bytes : this.keys.seal(key, bytes)));
    return (this.sql.add.get(key ?? '', digest, blob) as { readonly id: number }).id;
  }

  /** One more reference to the same bytes under a key, where they lie there already, without reading them; null where they do not. Inside `change` only. */
  putSame(id: number, key: string | null): number | null {
    const same = this.sql.find.get(key ?? '', this.row(id)?.digest ?? '') as ChunkRow | undefined;
    if (same) this.sql.count.run(1, same.id);
    return same?.id ?? null;
  }

  /** Chunks that are stored, with the digest that tells them from others of the same id. */
  named(ids: readonly number[]): readonly StoredChunk[] {
    return ids.map((id) => ({ id, digest: this.row(id)?.digest ?? '' }));
  }

  /** Adds one reference to each of these chunks; false, and nothing changed, when one is gone, is another one by now or lies under another key. Inside `change` only. */
  retain(chunks: readonly StoredChunk[], key: string | null): boolean {
    for (const { id, digest } of chunks) {
      const row = this.row(id);
      if (row?.key !== (key ?? '') || row.digest !== digest) return false;
    }
    for (const { id } of chunks) this.sql.count.run(1, id);
    return true;
  }

  /** One reference less; the bytes go with the last one. Inside `change` only. */
  release(id: number): void {
    const row = this.sql.count.get(-1, id) as unknown as ChunkRow | undefined;
    if (!row || row.refs > 0) return;
    this.sql.drop.run(id);
    this.blobs.release(row.blob);
  }

  /** The plain bytes. Throws EngineFailure when they are not what was stored, AwsError when the key cannot be used. */
  async read(id: number): Promise<Buffer> {
    const row = this.row(id);
    if (!row) throw new EngineFailure(`the backup is damaged: piece ${id} of it is not stored any more`);
    const plain = this.open(row, await this.stored(row));
    if (sha256(plain) !== row.digest) throw new EngineFailure(`the backup is damaged: ${plain.length} bytes of it are not the bytes that were stored (SHA-256 ${row.digest.slice(0, 12)} was expected)`);
    return plain;
  }

  private row(id: number): ChunkRow | undefined {
    return this.sql.byId.get(id) as unknown as ChunkRow | undefined;
  }

  private async stored({ blob, digest }: ChunkRow): Promise<Buffer> {
    const reader = this.blobs.read([blob]);
    try {
      return reader.bytes() ?? (await buffer(reader.stream()));
    } catch (cause) {
      throw new EngineFailure(`the backup is damaged: bytes of it cannot be read (SHA-256 ${digest.slice(0, 12)}; ${ioSentence(cause) ?? String(cause)})`, { cause });
    }
  }

  private open(row: ChunkRow, stored: Buffer): Buffer {
    if (row.key === '') return stored;
    // says why a key cannot be used, before bytes that do not open are called damaged
    const problem = this.keys.problem(row.key, 'decrypt', null);
    if (problem) throw new EngineFailure(`the backup cannot be decrypted: ${problem.message}`, { cause: problem });
    try {
      return this.keys.unseal(row.key, stored);
    } catch (cause) {
      throw new EngineFailure(`the backup cannot be decrypted under ${row.key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}
