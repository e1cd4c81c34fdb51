import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { uuid } from '#kit/ids';
import { bug } from '#kit/redrill-error';
import type { Catalogue } from '../service.ts';
import { damageBytes, damageFile } from './damage.ts';
import type { Damage } from './damage.ts';
import { readBlobs } from './read-blobs.ts';
import { firstBytes, sealedBytes, sealedFile } from './sealed-blob.ts';
import { sealedLayout, type BodyKeyWrap } from './sealed-body.ts';
import type { BlobPins, BlobSegment, BodyReader } from './read-blobs.ts';
import type { StagedBody } from './stage-body.ts';
import { stagingFolder } from './stage-body.ts';
import { sweepBlobs } from './sweep-blobs.ts';
import { INLINE_BYTES } from './tables.ts';

interface BlobRow {
  readonly id: number;
  readonly digest: string;
  readonly size: number;
  readonly refs: number;
  readonly inline: number;
}

/**
 * Content-addressed bytes with a reference count: small ones in the database, large ones as files beside it.
 * Changes happen inside `change`, which is one transaction; files are placed before it commits and removed after, so that a kill leaves at most an orphan.
 * Opened by `blobsOf` alone: there is one for each catalogue.
 */
export class BlobStore {
  private readonly catalogue: Catalogue;
  private readonly pins: BlobPins = new Map();
  private released = new Set<string>();
  /** Folders of blobs that are known to be there; none is ever removed. */
  private readonly folders = new Set<string>();
  private readonly sql: ReturnType<typeof statements>;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.sql = statements(catalogue.db);
    mkdirSync(stagingFolder(catalogue.blobFolder), { recursive: true });
    sweepBlobs(catalogue.blobFolder, (digest) => this.sql.byDigest.get(digest) !== undefined);
  }

  get folder(): string {
    return this.catalogue.blobFolder;
  }

  /** Runs `work` as one transaction; once it is committed, removes the files whose last reference it took away. */
  change<T>(work: () => T): T {
    const outer = this.released;
    const released = new Set<string>();
    this.released = released;
    try {
      const result = this.catalogue.transaction(work);
      if (released.size > 0) this.removeCommitted(released);
      return result;
    } finally {
      // a change inside another one, of another service perhaps: the outer one goes on with its own
      this.released = outer;
    }
  }

  /** Adds one reference to a staged body and keeps its bytes. Inside `change` only. */
  place(body: StagedBody): number {
    const inline = body.bytes !== null && body.sizeBytes <= INLINE_BYTES;
    const known = this.sql.byDigest.get(body.digest) as { readonly id: number } | undefined;
    if (known !== undefined) {
      this.sql.retain.run(known.id);
      if (body.path !== null) rmSync(body.path, { force: true });
      return known.id;
    }
    const id = Number(this.sql.add.run(body.digest, body.sizeBytes, inline ? 1 : 0).lastInsertRowid);
    this.keep(id, body, inline);
    return id;
  }

  /** One more reference to bytes that are already here. Inside `change` only. */
  retain(id: number): void {
    if (this.sql.retain.run(id).changes === 0) throw bug('blob.gone', `blob ${id} is referred to but not stored`);
  }

  /** The same for many at once, each named once. */
  retainAll(ids: readonly number[]): void {
    const { changes } = this.sql.retainAll.run(JSON.stringify(ids));
    if (changes !== ids.length) throw bug('blob.gone', `of ${ids.length} blobs that are referred to ${changes} are stored`);
  }

  /** One reference less; the bytes go with the last one. Inside `change` only. */
  release(id: number): void {
    if (this.sql.release.run(id).changes === 0) return;
    const row = this.row(id);
    if (row.refs > 0) return;
    this.sql.drop.run(id);
    if (row.inline) this.sql.dropData.run(id);
    else this.released.add(row.digest);
  }

  /** Bytes of a small blob, or null when it is a file. */
  inlineBytes(id: number): Buffer | null {
    const row = this.sql.data.get(id) as { readonly data: Uint8Array } | undefined;
    return row ? Buffer.from(row.data.buffer, row.data.byteOffset, row.data.byteLength) : null;
  }

  /**
   * Opens the bytes of these blobs, one after the other; they stay readable until the reader is closed, also when they are deleted meanwhile.
   * With `sealed` they are bodies that `sealBytes` or `sealStream` made, and what is read is their plaintext.
   */
  read(ids: readonly number[], sealed: Pick<BodyKeyWrap, 'unwrap'> | null = null): BodyReader {
    return readBlobs(ids.map((id) => this.segment(id, sealed)), { pins: this.pins, unpinned: (digest) => this.removeFile(digest) });
  }

  /** The wrapped key of a sealed body; null for bytes that are none, also since they were damaged. */
  wrappedKey(id: number): Buffer | null {
    return sealedLayout(this.inlineBytes(id) ?? firstBytes(this.path(this.row(id).digest)))?.wrapped ?? null;
  }

  /** A damaged twin of a blob, with one reference; the blob itself keeps its bytes for everyone else. Inside `change` only. */
  damagedTwin(id: number, damage: Damage): number {
    const row = this.row(id);
    const name = `damaged-${uuid()}`;
    const bytes = this.inlineBytes(id);
    if (bytes) return this.place({ digest: name, bytes: damageBytes(bytes, damage), sizeBytes: damage === 'truncate' ? bytes.length >> 1 : bytes.length, path: null });
    const path = join(stagingFolder(this.folder), name);
    copyFileSync(this.path(row.digest), path);
    damageFile(path, damage);
    return this.place({ digest: name, bytes: null, sizeBytes: statSync(path).size, path });
  }

  private keep(id: number, body: StagedBody, inline: boolean): void {
    if (inline && body.bytes) {
      this.sql.addData.run(id, body.bytes);
      return;
    }
    const target = this.path(body.digest);
    const staged = body.path ?? join(stagingFolder(this.folder), uuid());
    if (body.bytes) writeFileSync(staged, body.bytes);
    const folder = body.digest.slice(0, 2);
    // Asked for once: a look for each of many blobs would hold up everybody else.
    if (!this.folders.has(folder)) mkdirSync(join(target, '..'), { recursive: true });
    this.folders.add(folder);
    renameSync(staged, target);
  }

  private segment(id: number, wrap: Pick<BodyKeyWrap, 'unwrap'> | null): BlobSegment {
    const bytes = this.inlineBytes(id);
    if (bytes) {
      const sealed = wrap && sealedBytes(bytes, wrap);
      return { size: sealed?.plainBytes ?? bytes.length, bytes, path: null, digest: '', sealed };
    }
    const row = this.row(id);
    const path = this.path(row.digest);
    const sealed = wrap && sealedFile(path, row.size, wrap);
    return { size: sealed?.plainBytes ?? row.size, bytes: null, path, digest: row.digest, sealed };
  }

  private row(id: number): BlobRow {
    const row = this.sql.byId.get(id) as BlobRow | undefined;
    if (!row) throw bug('blob.gone', `blob ${id} is referred to but not stored`);
    return row;
  }

  private path(digest: string): string {
    return join(this.folder, digest.slice(0, 2), digest);
  }

  private removeCommitted(digests: ReadonlySet<string>): void {
    const remove = (): void => {
      for (const digest of digests) this.removeFile(digest);
    };
    const committing = this.catalogue.settled();
    // When the commit fails the rows are still there, and so must be their files.
    if (committing) committing.then(remove, () => undefined);
    else remove();
  }

  private removeFile(digest: string): void {
    if (this.pins.has(digest) || this.sql.byDigest.get(digest) !== undefined) return;
    const path = this.path(digest);
    if (existsSync(path)) rmSync(path);
  }
}

function statements(db: DatabaseSync): Record<'add' | 'addData' | 'retain' | 'retainAll' | 'release' | 'drop' | 'dropData' | 'data' | 'byId' | 'byDigest', StatementSync> {
  return {
    // no RETURNING in what is done thousands of times in one change: SQLite would keep a journal for each statement and walk through that of the whole change at its end
    add: db.prepare('INSERT INTO blob (digest, size, refs, inline) VALUES (?, ?, 1, ?)'),
    addData: db.prepare('INSERT INTO blob_data (id, data) VALUES (?, ?)'),
    retain: db.prepare('UPDATE blob SET refs = refs + 1 WHERE id = ?'),
    retainAll: db.prepare('UPDATE blob SET refs = refs + 1 WHERE id IN (SELECT value FROM json_each(?))'),
    release: db.prepare('UPDATE blob SET refs = refs - 1 WHERE id = ?'),
    drop: db.prepare('DELETE FROM blob WHERE id = ?'),
    dropData: db.prepare('DELETE FROM blob_data WHERE id = ?'),
    data: db.prepare('SELECT data FROM blob_data WHERE id = ?'),
    byId: db.prepare('SELECT id, digest, size, refs, inline FROM blob WHERE id = ?'),
    byDigest: db.prepare('SELECT id FROM blob WHERE digest = ?'),
  };
}
