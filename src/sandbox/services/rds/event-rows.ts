import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Place } from '../../service.ts';

export type EventSource = 'db-instance' | 'db-snapshot' | 'db-parameter-group';

export interface RdsEvent extends Place {
  readonly at: number;
  readonly sourceType: EventSource;
  readonly source: string;
  readonly arn: string;
  readonly message: string;
  readonly categories: readonly string[];
}

const KEPT_MICROS = 14 * 86_400_000_000;

/** What happened, as DescribeEvents tells it; kept for 14 days, as on AWS. */
export class EventRows {
  private readonly sql: Record<'add' | 'purge' | 'between', StatementSync>;

  constructor(db: DatabaseSync) {
    this.sql = {
      add: db.prepare('INSERT INTO rds_event (at, account, region, source_type, source, arn, message, categories) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
      purge: db.prepare('DELETE FROM rds_event WHERE account = ? AND region = ? AND at < ?'),
      between: db.prepare('SELECT at, account, region, source_type AS sourceType, source, arn, message, categories FROM rds_event WHERE account = ? AND region = ? AND at >= ? AND at <= ? ORDER BY at, seq'),
    };
  }

  add(event: RdsEvent): void {
    this.sql.add.run(Math.floor(event.at), event.account, event.region, event.sourceType, event.source, event.arn, event.message, JSON.stringify(event.categories));
    this.sql.purge.run(event.account, event.region, Math.floor(event.at - KEPT_MICROS));
  }

  between({ account, region }: Place, fromMicros: number, toMicros: number): readonly RdsEvent[] {
    return this.sql.between.all(account, region, Math.floor(fromMicros), Math.ceil(toMicros)).map((row) => {
      const { categories, ...rest } = row as unknown as Omit<RdsEvent, 'categories'> & { readonly categories: string };
      return { ...rest, categories: JSON.parse(categories) as string[] };
    });
  }
}
