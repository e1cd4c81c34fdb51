import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';

/** A thing that an event is about. */
export interface EventResource {
  readonly ResourceType: string;
  readonly ResourceName: string;
}

/** One event in one account's history. */
export interface EventRow extends Place {
  readonly id: string;
  /** Microseconds, on a whole second as CloudTrail has it. */
  readonly at: number;
  readonly name: string;
  readonly source: string;
  readonly username: string | null;
  readonly access_key: string | null;
  readonly read_only: number;
  readonly resources: string;
  readonly document: string;
}

/** Place in the order of a history, newest first. */
export interface EventPlace {
  readonly at: number;
  readonly seq: number;
}

/** What LookupEvents can look for. */
export type LookupKey = 'EventId' | 'EventName' | 'ReadOnly' | 'Username' | 'ResourceType' | 'ResourceName' | 'EventSource' | 'AccessKeyId';

export interface EventQuery {
  readonly place: Place;
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly attribute: { readonly key: LookupKey; readonly value: string } | null;
  /** Only what is older than this place. */
  readonly before: EventPlace | null;
  readonly limit: number;
}

const inResources = (member: string): string => `EXISTS (SELECT 1 FROM json_each(resources) WHERE json_extract(value, '$.${member}') = ?)`;

const FILTERS: Readonly<Record<LookupKey, string>> = {
  EventId: 'id = ?',
  EventName: 'name = ?',
  ReadOnly: "(CASE read_only WHEN 1 THEN 'true' ELSE 'false' END) = ?",
  Username: 'username = ?',
  ResourceType: inResources('ResourceType'),
  ResourceName: inResources('ResourceName'),
  EventSource: 'source = ?',
  AccessKeyId: 'access_key = ?',
};

/** The histories of all accounts and regions. */
export class EventRows {
  private readonly db: DatabaseSync;
  private readonly sql: Record<'add' | 'prune' | 'pruned' | 'setPruned', StatementSync>;
  private readonly lookups = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.db = db;
    this.sql = {
      add: db.prepare('INSERT INTO cloudtrail_event (id, account, region, at, name, source, username, access_key, read_only, resources, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
      prune: db.prepare('DELETE FROM cloudtrail_event WHERE at < ?'),
      pruned: db.prepare('SELECT midnight FROM cloudtrail_prune'),
      setPruned: db.prepare('INSERT INTO cloudtrail_prune (one, midnight) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET midnight = excluded.midnight'),
    };
  }

  add(event: EventRow): void {
    this.sql.add.run(event.id, event.account, event.region, event.at, event.name, event.source, event.username, event.access_key, event.read_only, event.resources, event.document);
  }

  /** Newest first. */
  find({ place, fromMicros, toMicros, attribute, before, limit }: EventQuery): readonly (EventRow & EventPlace)[] {
    const filter = attribute === null ? '' : `AND ${FILTERS[attribute.key]}`;
    const known = this.lookups.get(filter);
    const statement = known ?? this.db.prepare(`SELECT * FROM cloudtrail_event WHERE account = ? AND region = ? AND at >= ? AND at <= ? AND (at, seq) < (?, ?) ${filter} ORDER BY at DESC, seq DESC LIMIT ?`);
    this.lookups.set(filter, statement);
    const { at, seq } = before ?? { at: Number.MAX_SAFE_INTEGER, seq: 0 };
    return statement.all(place.account, place.region, fromMicros, toMicros, at, seq, ...(attribute === null ? [] : [attribute.value]), limit) as unknown as readonly (EventRow & EventPlace)[];
  }

  /** Forgets what is older. */
  prune(beforeMicros: number): void {
    this.sql.prune.run(beforeMicros);
  }

  /** The midnight up to which old events were forgotten; null at first. */
  prunedAt(): number | null {
    return (this.sql.pruned.get() as { readonly midnight: number } | undefined)?.midnight ?? null;
  }

  setPrunedAt(midnight: number): void {
    this.sql.setPruned.run(midnight);
  }
}
