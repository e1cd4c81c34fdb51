import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Which metric: dimensions in canonical form. */
export interface MetricKey {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: string;
}

export interface MetricRow extends MetricKey {
  readonly id: number;
  readonly unit: string;
  readonly latest: number;
}

/** Values of one stretch of time, summed up as CloudWatch does. */
export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
}

export interface Bucket extends StatisticSet {
  /** Begin of the period, epoch microseconds. */
  readonly at: number;
}

const MINUTE = 60_000_000;

/** Metrics and their values in the catalogue: one row a minute in which there was a value. */
export class MetricRows {
  private readonly db: DatabaseSync;
  private readonly add: StatementSync;
  private readonly known: StatementSync;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.known = db.prepare('SELECT * FROM cloudwatch_metric WHERE account = ? AND region = ? AND namespace = ? AND name = ? AND dimensions = ?');
    this.add = db.prepare(`INSERT INTO cloudwatch_datum (metric, at, count, sum, least, most) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (metric, at) DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum, least = min(least, excluded.least), most = max(most, excluded.most)`);
  }

  find({ account, region, namespace, name, dimensions }: MetricKey): MetricRow | null {
    return (this.known.get(account, region, namespace, name, dimensions) as unknown as MetricRow | undefined) ?? null;
  }

  put(key: MetricKey, { at, unit, values }: { readonly at: number; readonly unit: string | null; readonly values: StatisticSet }): void {
    const minute = Math.floor(at / MINUTE) * MINUTE;
    const { account, region, namespace, name, dimensions } = key;
    this.db.prepare(`INSERT INTO cloudwatch_metric (account, region, namespace, name, dimensions, unit, latest) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (account, region, namespace, name, dimensions) DO UPDATE SET unit = excluded.unit, latest = max(latest, excluded.latest)`).run(account, region, namespace, name, dimensions, unit ?? 'None', minute);
    const row = this.find(key);
    if (row) this.add.run(row.id, minute, values.count, values.sum, values.least, values.most);
  }

  /** Values from `from` (inclusive) to `to` (exclusive), by period, oldest first. Periods begin at whole multiples of their length. */
  read(key: MetricKey, { from, to, period }: { readonly from: number; readonly to: number; readonly period: number }): readonly Bucket[] {
    const row = this.find(key);
    if (row === null) return [];
    return this.db.prepare('SELECT (at / CAST(? AS INTEGER)) * CAST(? AS INTEGER) AS at, sum(count) AS count, sum(sum) AS sum, min(least) AS least, max(most) AS most FROM cloudwatch_datum WHERE metric = ? AND at >= ? AND at < ? GROUP BY 1 ORDER BY 1').all(period, period, row.id, from, to) as unknown as readonly Bucket[];
  }

  list(place: { readonly account: string; readonly region: string; readonly since: number }): readonly MetricRow[] {
    return this.db.prepare('SELECT * FROM cloudwatch_metric WHERE account = ? AND region = ? AND latest >= ? ORDER BY namespace, name, dimensions').all(place.account, place.region, place.since) as unknown as readonly MetricRow[];
  }

  /** Rows of one minute become rows of `period` where they are older than `before`. */
  coarsen({ before, period }: { readonly before: number; readonly period: number }): void {
    const limit = Math.floor(before / period) * period;
    this.db.prepare(`INSERT INTO cloudwatch_datum (metric, at, count, sum, least, most)
      SELECT metric, (at / CAST(? AS INTEGER)) * CAST(? AS INTEGER) AS start, sum(count), sum(sum), min(least), max(most) FROM cloudwatch_datum WHERE at < ? AND at % CAST(? AS INTEGER) <> 0 GROUP BY metric, start
      ON CONFLICT (metric, at) DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum, least = min(least, excluded.least), most = max(most, excluded.most)`).run(period, period, limit, period);
    this.db.prepare('DELETE FROM cloudwatch_datum WHERE at < ? AND at % CAST(? AS INTEGER) <> 0').run(limit, period);
  }

  forget(before: number): void {
    this.db.prepare('DELETE FROM cloudwatch_datum WHERE at < ?').run(before);
    this.db.prepare('DELETE FROM cloudwatch_metric WHERE latest < ?').run(before);
  }
}
