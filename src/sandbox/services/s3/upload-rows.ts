import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ChecksumAlgorithm } from './checksums/checksum.ts';

/** A multipart upload in progress; `headers` and `tags` go to the object when it is completed. */
export interface Upload {
  readonly id: string;
  readonly bucket: number;
  readonly key: string;
  readonly initiated: number;
  readonly initiator: string;
  readonly headers: string;
  readonly tags: string | null;
  readonly algorithm: ChecksumAlgorithm | null;
  readonly checksum_type: 'FULL_OBJECT' | 'COMPOSITE' | null;
}

/** An uploaded part; `sums` is JSON of Checksums. */
export interface Part {
  readonly upload: string;
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  readonly blob: number;
  readonly sums: string | null;
}

/** Multipart uploads and their parts. */
export class UploadRows {
  private readonly sql: Record<'find' | 'add' | 'remove' | 'removeParts' | 'parts' | 'part' | 'putPart' | 'list' | 'ofBucket', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      find: db.prepare('SELECT * FROM s3_upload WHERE id = ? AND bucket = ? AND key = ?'),
      add: db.prepare('INSERT INTO s3_upload (id, bucket, key, initiated, initiator, headers, tags, algorithm, checksum_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      remove: db.prepare('DELETE FROM s3_upload WHERE id = ?'),
      removeParts: db.prepare('DELETE FROM s3_part WHERE upload = ?'),
      parts: db.prepare('SELECT * FROM s3_part WHERE upload = ? AND number > ? ORDER BY number'),
      part: db.prepare('SELECT * FROM s3_part WHERE upload = ? AND number = ?'),
      putPart: db.prepare('INSERT OR REPLACE INTO s3_part (upload, number, size, etag, modified, blob, sums) VALUES (?, ?, ?, ?, ?, ?, ?)'),
      list: db.prepare('SELECT * FROM s3_upload WHERE bucket = ? AND key >= ? ORDER BY bucket, key, initiated, id'),
      ofBucket: db.prepare('SELECT * FROM s3_upload WHERE bucket = ?'),
    };
  }

  find(bucket: number, key: string, id: string): Upload | null {
    return (this.sql.find.get(id, bucket, key) as Upload | undefined) ?? null;
  }

  add(upload: Upload): void {
    this.sql.add.run(upload.id, upload.bucket, upload.key, upload.initiated, upload.initiator, upload.headers, upload.tags, upload.algorithm, upload.checksum_type);
  }

  /** Removes an upload with its parts; their blobs are the caller's to release or to take over. */
  remove(id: string): void {
    this.sql.removeParts.run(id);
    this.sql.remove.run(id);
  }

  parts(id: string, after = 0): readonly Part[] {
    return this.sql.parts.all(id, after) as unknown as readonly Part[];
  }

  part(id: string, number: number): Part | null {
    return (this.sql.part.get(id, number) as Part | undefined) ?? null;
  }

  putPart(part: Part): void {
    this.sql.putPart.run(part.upload, part.number, part.size, part.etag, part.modified, part.blob, part.sums);
  }

  /** Uploads of a bucket by key and start, from a key on. */
  list(bucket: number, fromKey: string): readonly Upload[] {
    return this.sql.list.all(bucket, fromKey) as unknown as readonly Upload[];
  }

  ofBucket(bucket: number): readonly Upload[] {
    return this.sql.ofBucket.all(bucket) as unknown as readonly Upload[];
  }
}
