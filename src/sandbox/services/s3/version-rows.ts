import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ChecksumAlgorithm } from './checksums/checksum.ts';
import { makeVersionId, seqOfVersionId } from './version-id.ts';

/** One version of an object, or one delete marker (`marker` 1: no body, no headers). */
export interface Version {
  readonly seq: number;
  readonly bucket: number;
  readonly key: string;
  /** The version id; 'null' for versions written while versioning was off or suspended. */
  readonly version: string;
  readonly marker: 0 | 1;
  /** Size and ETag as they were stored; a damaged body may differ from both. */
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  readonly blob: number | null;
  /** JSON of StoredPart[] for objects made of parts. */
  readonly parts: string | null;
  readonly headers: string;
  readonly tags: string | null;
  /** JSON of Checksums. */
  readonly sums: string | null;
}

export interface StoredPart {
  readonly number: number;
  readonly size: number;
  readonly blob: number;
  readonly sums: Checksums | null;
}

/** A version's additional checksum; `type` says whether a multipart one covers the whole object or the parts' checksums. */
export interface Checksums {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export type NewVersion = Omit<Version, 'seq' | 'version'>;

/** What a listing tells of a version. */
export type ListedVersion = Pick<Version, 'seq' | 'key' | 'version' | 'marker' | 'size' | 'etag' | 'modified' | 'headers' | 'sums'>;

const SCANS = {
  from: 'bucket = ? AND key >= ?',
  between: 'bucket = ? AND key >= ? AND key < ?',
  after: 'bucket = ? AND key > CAST(? AS TEXT)',
  older: 'bucket = ? AND key = ? AND seq < ?',
  beyond: 'bucket = ? AND key > ?',
} as const;
const COLUMNS = 'seq, bucket, key, version, marker, size, etag, modified, blob, parts, headers, tags, sums';

/** In the order in which `listed` takes them apart. */
const LISTED = 'seq, key, version, marker, size, etag, modified, headers, sums';
type ListedRow = readonly [number, string, string, 0 | 1, number, string, number, string, string | null];

/** Version chains: per key, the highest `seq` first. */
export class VersionRows {
  private readonly sql: Record<'current' | 'bySeq' | 'nullOne' | 'add' | 'remove' | 'any' | 'from' | 'after' | 'older' | 'beyond' | 'between' | 'chain' | 'deep' | 'setTags' | 'setBlob' | 'setParts' | 'setHeaders' | 'byText' | 'backedUp' | 'touch', StatementSync>;
  private readonly lists: Record<'from' | 'between' | 'after' | 'older' | 'beyond', StatementSync>;
  private nextSeq: number;

  constructor(db: DatabaseSync) {
    const scan = (where: string): StatementSync => db.prepare(`SELECT ${COLUMNS} FROM s3_version WHERE ${where} ORDER BY bucket, key, seq DESC`);
    const list = (where: string): StatementSync => {
      const statement = db.prepare(`SELECT ${LISTED} FROM s3_version WHERE ${where} ORDER BY bucket, key, seq DESC`);
      // half the time of rows as objects, which listings of large buckets consist of
      statement.setReturnArrays(true);
      return statement;
    };
    this.lists = { from: list(SCANS.from), between: list(SCANS.between), after: list(SCANS.after), older: list(SCANS.older), beyond: list(SCANS.beyond) };
    this.sql = {
      current: db.prepare(`SELECT ${COLUMNS} FROM s3_version WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1`),
      bySeq: db.prepare(`SELECT ${COLUMNS} FROM s3_version WHERE seq = ? AND bucket = ? AND key = ? AND version = ?`),
      nullOne: db.prepare(`SELECT ${COLUMNS} FROM s3_version WHERE bucket = ? AND key = ? AND version = 'null'`),
      byText: db.prepare(`SELECT ${COLUMNS} FROM s3_version WHERE bucket = ? AND key = ? AND version = ?`),
      add: db.prepare(`INSERT INTO s3_version (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
      remove: db.prepare('DELETE FROM s3_version WHERE seq = ?'),
      backedUp: db.prepare('SELECT 1 FROM s3_backup_last WHERE bucket = ?'),
      touch: db.prepare('INSERT OR IGNORE INTO s3_backup_touched (bucket, key) VALUES (?, ?)'),
      any: db.prepare('SELECT seq FROM s3_version WHERE bucket = ? LIMIT 1'),
      from: scan(SCANS.from),
      after: scan(SCANS.after),
      older: scan(SCANS.older),
      beyond: scan(SCANS.beyond),
      chain: scan('bucket = ? AND key = ?'),
      deep: db.prepare('SELECT key FROM s3_version WHERE bucket = ? GROUP BY key HAVING count(*) > 1 UNION SELECT key FROM s3_version WHERE bucket = ? AND marker = 1 ORDER BY key'),
      between: scan(SCANS.between),
      setTags: db.prepare('UPDATE s3_version SET tags = ? WHERE seq = ?'),
      setHeaders: db.prepare('UPDATE s3_version SET headers = ? WHERE seq = ?'),
      setBlob: db.prepare('UPDATE s3_version SET blob = ? WHERE seq = ?'),
      setParts: db.prepare('UPDATE s3_version SET parts = ? WHERE seq = ?'),
    };
    const top = db.prepare('SELECT max(seq) AS seq FROM s3_version').get() as { readonly seq: number | null };
    this.nextSeq = (top.seq ?? 0) + 1;
  }

  current(bucket: number, key: string): Version | null {
    return (this.sql.current.get(bucket, key) as Version | undefined) ?? null;
  }

  /** A version by its id; null when there is none. */
  byId(bucket: number, key: string, versionId: string): Version | null {
    if (versionId === 'null') return (this.sql.nullOne.get(bucket, key) as Version | undefined) ?? null;
    const seq = seqOfVersionId(versionId);
    // a replica has the version id of its source, which hides a place in the source's chain
    return seq === null ? null : (((this.sql.bySeq.get(seq, bucket, key, versionId) ?? this.sql.byText.get(bucket, key, versionId)) as Version | undefined) ?? null);
  }

  /** The place of a version id in its chain, also of one that has been deleted meanwhile; null for text that is no id or an absent null version. */
  positionOf(bucket: number, key: string, versionId: string): number | null {
    return this.byId(bucket, key, versionId)?.seq ?? (versionId === 'null' ? null : seqOfVersionId(versionId));
  }

  /** Puts a version on top of its chain and returns its id; a replica brings its own. */
  add(row: NewVersion, versioned: boolean, id: string | null = null): string {
    const seq = this.nextSeq;
    this.nextSeq += 1;
    const version = versioned ? (id ?? makeVersionId(seq)) : 'null';
    this.touch(row);
    this.sql.add.run(seq, row.bucket, row.key, version, row.marker, row.size, row.etag, row.modified, row.blob, row.parts, row.headers, row.tags, row.sums);
    return version;
  }

  remove(row: Version): void {
    this.touch(row);
    this.sql.remove.run(row.seq);
  }

  /** Notes that a key of a bucket that is backed up has changed. Not by a trigger: SQLite would keep a journal for each version that is written. */
  private touch({ bucket, key }: Pick<Version, 'bucket' | 'key'>): void {
    if (this.sql.backedUp.get(bucket) !== undefined) this.sql.touch.run(bucket, key);
  }

  isEmpty(bucket: number): boolean {
    return this.sql.any.get(bucket) === undefined;
  }

  setTags(row: Version, tags: string | null): void {
    this.touch(row);
    this.sql.setTags.run(tags, row.seq);
  }

  setHeaders(row: Version, headers: string): void {
    this.touch(row);
    this.sql.setHeaders.run(headers, row.seq);
  }

  setBody(row: Version, body: { readonly blob: number } | { readonly parts: string }): void {
    this.touch(row);
    if ('blob' in body) this.sql.setBlob.run(body.blob, row.seq);
    else this.sql.setParts.run(body.parts, row.seq);
  }

  /** All versions of a key, the newest first. */
  chain(bucket: number, key: string): readonly Version[] {
    return this.sql.chain.all(bucket, key) as unknown as readonly Version[];
  }

  /** Keys that have more than one version, or a delete marker; read from indexes alone. */
  deepKeys(bucket: number): readonly string[] {
    return (this.sql.deep.all(bucket, bucket) as unknown as readonly { readonly key: string }[]).map(({ key }) => key);
  }

  /** All versions from a position on, keys in byte order, newest first. Do not change the table while iterating. */
  *scan(bucket: number, from: ScanStart): Generator<Version, void> {
    switch (from.kind) {
      case 'from': return yield* this.rows(this.sql.from, bucket, from.key);
      case 'between': return yield* this.rows(this.sql.between, bucket, from.key, from.before);
      case 'after': return yield* this.rows(this.sql.after, bucket, from.bound);
      case 'past': {
        yield* this.rows(this.sql.older, bucket, from.key, from.seq);
        return yield* this.rows(this.sql.beyond, bucket, from.key);
      }
      default: return from satisfies never;
    }
  }

  /** The same for listings, which need less of each version. */
  *list(bucket: number, from: ScanStart): Generator<ListedVersion, void> {
    switch (from.kind) {
      case 'from': return yield* listed(this.lists.from.iterate(bucket, from.key));
      case 'between': return yield* listed(this.lists.between.iterate(bucket, from.key, from.before));
      case 'after': return yield* listed(this.lists.after.iterate(bucket, from.bound));
      case 'past': {
        yield* listed(this.lists.older.iterate(bucket, from.key, from.seq));
        return yield* listed(this.lists.beyond.iterate(bucket, from.key));
      }
      default: return from satisfies never;
    }
  }

  private rows(statement: StatementSync, ...values: (number | string | Uint8Array)[]): Iterable<Version> {
    return statement.iterate(...values) as unknown as Iterable<Version>;
  }
}

function* listed(rows: Iterable<unknown>): Generator<ListedVersion, void> {
  for (const [seq, key, version, marker, size, etag, modified, headers, sums] of rows as Iterable<ListedRow>) yield { seq, key, version, marker, size, etag, modified, headers, sums };
}

/** Where a scan begins: at a key (and ends before another), after all keys below a byte bound, or behind one version of a key. */
export type ScanStart =
  | { readonly kind: 'from'; readonly key: string }
  | { readonly kind: 'between'; readonly key: string; readonly before: string }
  | { readonly kind: 'after'; readonly bound: Uint8Array }
  | { readonly kind: 'past'; readonly key: string; readonly seq: number };
