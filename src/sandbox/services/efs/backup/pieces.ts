import type { StatementSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import { sha256 } from '#kit/digest';
import { ioSentence } from '#kit/io-reason';
import type { BlobStore } from '../../../blobs/blob-store.ts';
import { blobsOf } from '../../../blobs/blobs-of.ts';
import { stageBytes } from '../../../blobs/stage-body.ts';
import { BackupFailure } from '../../../backup-resource.ts';
import { AwsError, type Catalogue, type SandboxContext } from '../../../service.ts';

interface PieceRow {
  readonly id: number;
  readonly key: string;
  readonly digest: string;
  readonly blob: number;
  readonly refs: number;
  readonly children: string | null;
}

/** Pieces of one catalogue, with their prepared statements. */
const KNOWN = new WeakMap<Catalogue, Pieces>();

export function piecesOf(context: Pick<SandboxContext, 'catalogue' | 'keys'>): Pieces {
  const known = KNOWN.get(context.catalogue) ?? new Pieces(context);
  KNOWN.set(context.catalogue, known);
  return known;
}

/**
 * Bytes of snapshots: stored once for each key they are sealed under, counted, and checked when they are read. Sealing gives other bytes each
 * time, so what is equal is found by the digest of the plain bytes. A piece that refers to others holds one reference to each of them.
 */
export class Pieces {
  private readonly blobs: BlobStore;
  private readonly keys: SandboxContext['keys'];
  private readonly sql: Record<'find' | 'byId' | 'add' | 'more' | 'less' | 'drop' | 'dropTwins' | 'hold', StatementSync>;

  constructor({ catalogue, keys }: Pick<SandboxContext, 'catalogue' | 'keys'>) {
    this.blobs = blobsOf(catalogue);
    this.keys = keys;
    const { db } = catalogue;
    this.sql = {
      find: db.prepare('SELECT id FROM efs_piece WHERE key = ? AND digest = ?'),
      byId: db.prepare('SELECT * FROM efs_piece WHERE id = ?'),
      add: db.prepare('INSERT INTO efs_piece (key, digest, blob, refs, children) VALUES (?, ?, ?, 1, ?)'),
      more: db.prepare('UPDATE efs_piece SET refs = refs + 1 WHERE id = ?'),
      less: db.prepare('UPDATE efs_piece SET refs = refs - 1 WHERE id = ? AND refs > 1'),
      drop: db.prepare('DELETE FROM efs_piece WHERE id = ?'),
      dropTwins: db.prepare('DELETE FROM efs_twin WHERE piece = ? OR twin = ?'),
      hold: db.prepare('INSERT INTO efs_held (snapshot, piece) VALUES (?, ?)'),
    };
  }

  /** One transaction over pieces and the rows that refer to them. */
  change<T>(work: () => T): T {
    return this.blobs.change(work);
  }

  /** Adds one reference to these bytes under a key; a new piece takes one of each child. Inside `change` only. Throws AwsError when the key cannot be used. */
  put(bytes: Buffer, key: string, children: readonly number[] = []): number {
    const digest = sha256(bytes);
    const known = this.sql.find.get(key, digest) as { readonly id: number } | undefined;
    if (known) {
      this.sql.more.run(known.id);
      return known.id;
    }
    for (const child of children) this.retain(child);
    const blob = this.blobs.place(stageBytes(this.keys.seal(key, bytes)));
    return Number(this.sql.add.run(key, digest, blob, children.length === 0 ? null : JSON.stringify(children)).lastInsertRowid);
  }

  /** One more reference to the same bytes under another key, where they lie there already; null where they do not. Inside `change` only. */
  putSame(id: number, key: string): number | null {
    const same = this.sql.find.get(key, this.row(id).digest) as { readonly id: number } | undefined;
    if (same) this.sql.more.run(same.id);
    return same?.id ?? null;
  }

  /** Inside `change` only. Throws BackupFailure for a piece that is gone. */
  retain(id: number): void {
    if (this.sql.more.run(id).changes === 0) throw missing(id);
  }

  /** Adds one reference that belongs to a snapshot in the making until that gives it back. Inside `change` only. */
  putHeld(bytes: Buffer, { key, snapshot }: { readonly key: string; readonly snapshot: string }): number {
    return this.hold(this.put(bytes, key), snapshot);
  }

  /** Gives a reference that was just taken to a snapshot in the making. Inside `change` only. */
  hold(id: number, snapshot: string): number {
    this.sql.hold.run(snapshot, id);
    return id;
  }

  has(id: number, key: string): boolean {
    return (this.sql.byId.get(id) as PieceRow | undefined)?.key === key;
  }

  /** One reference less; with the last one the bytes go, and the references to children. Inside `change` only. */
  release(id: number): void {
    if (this.sql.less.run(id).changes > 0) return;
    const row = this.sql.byId.get(id) as PieceRow | undefined;
    if (!row) return;
    this.sql.drop.run(id);
    this.sql.dropTwins.run(id, id);
    this.blobs.release(row.blob);
    for (const child of JSON.parse(row.children ?? '[]') as readonly number[]) this.release(child);
  }

  /** The plain bytes. Throws BackupFailure when they are not what was stored or the key cannot be used. */
  async read(id: number): Promise<Buffer> {
    const row = this.row(id);
    const plain = this.open(row, await this.stored(row));
    if (sha256(plain) !== row.digest) throw new BackupFailure(`The recovery point is damaged: ${plain.length} bytes of it are not the bytes that were stored.`);
    return plain;
  }

  private row(id: number): PieceRow {
    const row = this.sql.byId.get(id) as PieceRow | undefined;
    if (!row) throw missing(id);
    return row;
  }

  private async stored({ blob }: PieceRow): Promise<Buffer> {
    const reader = this.blobs.read([blob]);
    try {
      return reader.bytes() ?? (await buffer(reader.stream()));
    } catch (cause) {
      throw new BackupFailure(`The recovery point is damaged: bytes of it cannot be read (${ioSentence(cause) ?? String(cause)}).`);
    }
  }

  private open(row: PieceRow, stored: Buffer): Buffer {
    try {
      return this.keys.unseal(row.key, stored);
    } catch (error) {
      if (error instanceof AwsError && error.code !== 'InvalidCiphertextException') throw new BackupFailure(`The AWS KMS key ${row.key} that encrypts the recovery point is not available: ${error.message}`);
      throw new BackupFailure(`The recovery point is damaged: bytes of it do not open under ${row.key}.`);
    }
  }
}

function missing(id: number): BackupFailure {
  return new BackupFailure(`The recovery point is damaged: piece ${id} of it is not stored any more.`);
}
