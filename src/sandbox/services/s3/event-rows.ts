import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isoMicros } from '#kit/time';

/** Something that happened to an object of a bucket with notifications, as a platform process reads it through the control port. */
export interface ObjectEvent {
  readonly seq: number;
  /** Drill time. */
  readonly at: string;
  /** s3:ObjectCreated:Put and the like. */
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly sizeBytes: number | null;
  readonly etag: string | null;
  /** ARNs of the queues, topics and functions it went to, and `eventbridge`. */
  readonly targets: readonly string[];
}

export interface NewEvent {
  readonly atMicros: number;
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly sizeBytes: number | null;
  readonly etag: string | null;
  readonly targets: readonly string[];
}

/** Delivered events, in order. */
export class EventRows {
  private readonly sql: Record<'add' | 'since', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      add: db.prepare('INSERT INTO s3_event (at, name, bucket, key, version, size, etag, targets) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
      since: db.prepare('SELECT * FROM s3_event WHERE seq > ? ORDER BY seq LIMIT ?'),
    };
  }

  add(event: NewEvent): void {
    this.sql.add.run(event.atMicros, event.name, event.bucket, event.key, event.versionId, event.sizeBytes, event.etag, JSON.stringify(event.targets));
  }

  since(seq: number, limit: number): readonly ObjectEvent[] {
    return this.sql.since.all(seq, limit).map((row) => ({
      seq: Number(row['seq']),
      at: isoMicros(Number(row['at'])),
      name: String(row['name']),
      bucket: String(row['bucket']),
      key: String(row['key']),
      versionId: row['version'] as string | null,
      sizeBytes: row['size'] as number | null,
      etag: row['etag'] as string | null,
      targets: JSON.parse(String(row['targets'])) as string[],
    }));
  }
}
