import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../../service.ts';
import { regionsOf, type Trail } from './model.ts';

/** Events that one trail has yet to deliver of one region: those after `from`, up to `to` where its logging was stopped. */
export interface Span {
  readonly trail: string;
  readonly region: string;
  readonly from_seq: number;
  readonly to_seq: number | null;
}

/** An event that is to be delivered. */
export interface UndeliveredEvent {
  readonly seq: number;
  readonly at: number;
  readonly source: string;
  readonly read_only: number;
  readonly document: string;
}

const MOST_EVENTS = 20_000;

/** Trails, and how far each has come in each region. */
export class TrailRows {
  private readonly sql: Record<'find' | 'all' | 'put' | 'remove' | 'spans' | 'spansOf' | 'open' | 'close' | 'move' | 'drop' | 'dropAll' | 'top' | 'events' | 'logging' | 'ran' | 'setRan' | 'again', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      find: db.prepare('SELECT body FROM cloudtrail_trail WHERE arn = ?'),
      all: db.prepare('SELECT body FROM cloudtrail_trail ORDER BY arn'),
      put: db.prepare('INSERT OR REPLACE INTO cloudtrail_trail (arn, body) VALUES (?, ?)'),
      remove: db.prepare('DELETE FROM cloudtrail_trail WHERE arn = ?'),
      spans: db.prepare('SELECT * FROM cloudtrail_span ORDER BY trail, region, from_seq'),
      spansOf: db.prepare('SELECT * FROM cloudtrail_span WHERE trail = ?'),
      open: db.prepare('INSERT OR REPLACE INTO cloudtrail_span (trail, region, from_seq, to_seq) VALUES (?, ?, ?, NULL)'),
      close: db.prepare('UPDATE cloudtrail_span SET to_seq = ? WHERE trail = ? AND region = ? AND to_seq IS NULL'),
      move: db.prepare('UPDATE cloudtrail_span SET from_seq = ? WHERE trail = ? AND region = ? AND from_seq = ?'),
      drop: db.prepare('DELETE FROM cloudtrail_span WHERE trail = ? AND region = ? AND from_seq = ?'),
      dropAll: db.prepare('DELETE FROM cloudtrail_span WHERE trail = ?'),
      top: db.prepare('SELECT max(seq) AS seq FROM cloudtrail_event'),
      events: db.prepare(`SELECT seq, at, source, read_only, document FROM cloudtrail_event WHERE account = ? AND region = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${MOST_EVENTS}`),
      logging: db.prepare('SELECT 1 FROM cloudtrail_span UNION ALL SELECT 1 FROM cloudtrail_log LIMIT 1'),
      ran: db.prepare('SELECT at FROM cloudtrail_delivery'),
      setRan: db.prepare('INSERT OR REPLACE INTO cloudtrail_delivery (one, at) VALUES (1, ?)'),
      again: db.prepare('UPDATE cloudtrail_span SET from_seq = 0, to_seq = iif(to_seq IS NULL, NULL, 0)'),
    };
  }

  find(arn: string): Trail | null {
    return parsed(this.sql.find.get(arn));
  }

  all(): readonly Trail[] {
    return this.sql.all.all().flatMap((row) => parsed(row) ?? []);
  }

  put(trail: Trail): Trail {
    this.sql.put.run(trail.arn, JSON.stringify(trail));
    return trail;
  }

  remove(arn: string): void {
    this.sql.dropAll.run(arn);
    this.sql.remove.run(arn);
  }

  spans(): readonly Span[] {
    return this.sql.spans.all() as unknown as readonly Span[];
  }

  /** From here on what happens is delivered, in the regions that the trail takes and does not follow yet. */
  follow(trail: Trail): void {
    const open = new Set(this.spansOf(trail.arn).filter(({ to_seq }) => to_seq === null).map(({ region }) => region));
    for (const region of regionsOf(trail)) if (!open.has(region)) this.sql.open.run(trail.arn, region, this.top());
  }

  /** What has happened so far is delivered, and nothing that follows in these regions. */
  leave(arn: string, regions: readonly string[]): void {
    for (const region of regions) this.sql.close.run(this.top(), arn, region);
  }

  events(trail: Pick<Trail, 'account'>, { region, from_seq, to_seq }: Span): readonly UndeliveredEvent[] {
    return this.sql.events.all(trail.account, region, from_seq, to_seq ?? Number.MAX_SAFE_INTEGER) as unknown as readonly UndeliveredEvent[];
  }

  /** Everything of a span up to an event is settled; a span that ends there is over. */
  settle(span: Span, upTo: number): void {
    if (span.to_seq !== null && upTo >= span.to_seq) this.sql.drop.run(span.trail, span.region, span.from_seq);
    else this.sql.move.run(upTo, span.trail, span.region, span.from_seq);
  }

  /** The history has no event any more and counts anew. */
  beginAgain(): void {
    if (this.top() === 0) this.sql.again.run();
  }

  /** The boundary up to which files were delivered; null before the first. */
  ranAt(): number | null {
    return (this.sql.ran.get() as { readonly at: number } | undefined)?.at ?? null;
  }

  setRanAt(atMicros: number): void {
    this.sql.setRan.run(atMicros);
  }

  /** Whether any trail has or will have something to deliver. */
  isLogging(): boolean {
    return this.sql.logging.get() !== undefined;
  }

  private spansOf(arn: string): readonly Span[] {
    return this.sql.spansOf.all(arn) as unknown as readonly Span[];
  }

  private top(): number {
    return (this.sql.top.get() as { readonly seq: number | null }).seq ?? 0;
  }
}

/** The account's trails that a region shows: its own, and the shadows of others that take every region. */
export function trailsAt(trails: readonly Trail[], { account, region }: Place, { shadows }: { readonly shadows: boolean }): readonly Trail[] {
  return trails.filter((trail) => trail.account === account && (trail.region === region || (shadows && trail.multiRegion)));
}

function parsed(row: object | undefined): Trail | null {
  return row === undefined ? null : JSON.parse((row as { readonly body: string }).body) as Trail;
}
