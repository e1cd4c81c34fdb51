import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A delivered file as a digest lists it. */
export interface LoggedFile {
  readonly s3Bucket: string;
  readonly s3Object: string;
  readonly hashValue: string;
  readonly hashAlgorithm: 'SHA-256';
  readonly newestEventTime: string;
  readonly oldestEventTime: string;
}

/** Where a delivered file is of. */
export interface LogPlace {
  readonly trail: string;
  readonly region: string;
  readonly at: number;
  readonly key: string;
}

/** The digest that the next one refers to. */
export interface LastDigest {
  readonly bucket: string;
  readonly key: string;
  readonly hash: string;
  readonly signature: string;
  readonly endMicros: number;
}

/** The key that the digests of a region are signed with. */
export interface SigningKey {
  readonly region: string;
  readonly at: number;
  readonly fingerprint: string;
  /** PKCS #1, DER. */
  readonly public: Uint8Array;
  readonly private: string;
}

/** Files that wait for their digest, the newest digest of each trail and region, and the keys. */
export class DigestRows {
  private readonly sql: Record<'addLog' | 'logs' | 'dropLogs' | 'last' | 'setLast' | 'forget' | 'forgetLogs' | 'key' | 'addKey', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      addLog: db.prepare('INSERT INTO cloudtrail_log (trail, region, at, key, body) VALUES (?, ?, ?, ?, ?)'),
      logs: db.prepare('SELECT trail, region, at, key, body FROM cloudtrail_log WHERE trail = ? AND at <= ? ORDER BY region, at, key'),
      dropLogs: db.prepare('DELETE FROM cloudtrail_log WHERE trail = ? AND region = ? AND at <= ?'),
      last: db.prepare('SELECT body FROM cloudtrail_digest WHERE trail = ? AND region = ?'),
      setLast: db.prepare('INSERT OR REPLACE INTO cloudtrail_digest (trail, region, body) VALUES (?, ?, ?)'),
      forget: db.prepare('DELETE FROM cloudtrail_digest WHERE trail = ?'),
      forgetLogs: db.prepare('DELETE FROM cloudtrail_log WHERE trail = ?'),
      key: db.prepare('SELECT region, at, fingerprint, public, private FROM cloudtrail_key WHERE region = ?'),
      addKey: db.prepare('INSERT INTO cloudtrail_key (region, at, fingerprint, public, private) VALUES (?, ?, ?, ?, ?)'),
    };
  }

  addLog({ trail, region, at, key }: LogPlace, file: LoggedFile): void {
    this.sql.addLog.run(trail, region, at, key, JSON.stringify(file));
  }

  /** Files of a trail that were delivered up to a moment and are in no digest yet. */
  logs(trail: string, upTo: number): readonly (LogPlace & { readonly file: LoggedFile })[] {
    const rows = this.sql.logs.all(trail, upTo) as unknown as readonly (LogPlace & { readonly body: string })[];
    return rows.map(({ body, ...place }) => ({ ...place, file: JSON.parse(body) as LoggedFile }));
  }

  /** The files up to a moment are in a digest. */
  settle({ trail, region }: Pick<LogPlace, 'trail' | 'region'>, upTo: number, last: LastDigest): void {
    this.sql.dropLogs.run(trail, region, upTo);
    this.sql.setLast.run(trail, region, JSON.stringify(last));
  }

  last({ trail, region }: Pick<LogPlace, 'trail' | 'region'>): LastDigest | null {
    const row = this.sql.last.get(trail, region) as { readonly body: string } | undefined;
    return row === undefined ? null : JSON.parse(row.body) as LastDigest;
  }

  /** What comes next is a chain of its own. */
  breakChain(trail: string): void {
    this.sql.forget.run(trail);
    this.sql.forgetLogs.run(trail);
  }

  key(region: string): SigningKey | null {
    return (this.sql.key.get(region) as SigningKey | undefined) ?? null;
  }

  addKey(key: SigningKey): SigningKey {
    this.sql.addKey.run(key.region, key.at, key.fingerprint, key.public, key.private);
    return key;
  }
}
