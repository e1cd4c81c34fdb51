import type { DatabaseSync } from 'node:sqlite';
import type { MetricKey } from './metric-rows.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Comparison = 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
export type Statistic = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** What an alarm watches and when it fires. */
export interface AlarmDefinition {
  readonly description: string | null;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** Whether its owner said how many datapoints; AWS tells it only then. */
  readonly datapointsGiven: boolean;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missing: MissingData;
  readonly missingGiven: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientActions: readonly string[];
}

interface AlarmPlace {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

export interface AlarmRow extends AlarmPlace {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: string;
  readonly definition: AlarmDefinition;
  readonly actions_enabled: number;
  readonly configured_at: number;
  readonly state: AlarmState;
  readonly reason: string;
  readonly reason_data: string;
  /** When it changed to this state. */
  readonly state_at: number;
  /** When its state was set last, changed or not. */
  readonly updated_at: number;
  readonly next_at: number | null;
}

export type HistoryKind = 'ConfigurationUpdate' | 'StateUpdate' | 'Action';

export interface HistoryRow {
  readonly seq: number;
  readonly alarm: string;
  readonly at: number;
  readonly kind: HistoryKind;
  readonly summary: string;
  readonly data: string;
}

export interface HistoryQuery {
  readonly account: string;
  readonly region: string;
  readonly alarm: string | null;
  readonly kind: string | null;
  readonly from: number;
  readonly to: number;
  readonly ascending: boolean;
}

const COLUMNS = 'account, region, name, namespace, metric, dimensions, definition, actions_enabled, configured_at, state, reason, reason_data, state_at, updated_at, next_at';

/** Alarms and what became of them, in the catalogue. */
export class AlarmRows {
  private readonly db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  get({ account, region, name }: AlarmPlace): AlarmRow | null {
    return this.read('WHERE account = ? AND region = ? AND name = ?', account, region, name)[0] ?? null;
  }

  list({ account, region }: { readonly account: string; readonly region: string }): readonly AlarmRow[] {
    return this.read('WHERE account = ? AND region = ? ORDER BY name', account, region);
  }

  watching({ account, region, namespace, name, dimensions }: MetricKey): readonly AlarmRow[] {
    return this.read('WHERE account = ? AND region = ? AND namespace = ? AND metric = ? AND dimensions = ?', account, region, namespace, name, dimensions);
  }

  due(atMicros: number): readonly AlarmRow[] {
    return this.read('WHERE next_at <= ? ORDER BY next_at, name', atMicros);
  }

  nextAt(): number | null {
    return (this.db.prepare('SELECT min(next_at) AS at FROM cloudwatch_alarm WHERE next_at IS NOT NULL').get() as { at: number | null }).at;
  }

  save(row: AlarmRow): void {
    this.db.prepare(`INSERT OR REPLACE INTO cloudwatch_alarm (${COLUMNS}) VALUES (${COLUMNS.replaceAll(/\w+/g, '?')})`).run(
      row.account, row.region, row.name, row.namespace, row.metric, row.dimensions, JSON.stringify(row.definition), row.actions_enabled, row.configured_at, row.state, row.reason, row.reason_data, row.state_at, row.updated_at, row.next_at,
    );
  }

  remove({ account, region, name }: AlarmPlace): void {
    this.db.prepare('DELETE FROM cloudwatch_alarm WHERE account = ? AND region = ? AND name = ?').run(account, region, name);
  }

  note({ account, region, name }: AlarmPlace, item: Omit<HistoryRow, 'seq' | 'alarm'>): void {
    this.db.prepare('INSERT INTO cloudwatch_history (account, region, alarm, at, kind, summary, data) VALUES (?, ?, ?, ?, ?, ?, ?)').run(account, region, name, item.at, item.kind, item.summary, item.data);
  }

  history({ account, region, alarm, kind, from, to, ascending }: HistoryQuery): readonly HistoryRow[] {
    const order = ascending ? 'ASC' : 'DESC';
    return this.db.prepare(`SELECT seq, alarm, at, kind, summary, data FROM cloudwatch_history WHERE account = ? AND region = ? AND at >= ? AND at <= ? AND (? IS NULL OR alarm = ?) AND (? IS NULL OR kind = ?) ORDER BY at ${order}, seq ${order}`).all(account, region, from, to, alarm, alarm, kind, kind) as unknown as readonly HistoryRow[];
  }

  forgetHistory(before: number): void {
    this.db.prepare('DELETE FROM cloudwatch_history WHERE at < ?').run(before);
  }

  private read(where: string, ...values: readonly (string | number)[]): readonly AlarmRow[] {
    const rows = this.db.prepare(`SELECT ${COLUMNS} FROM cloudwatch_alarm ${where}`).all(...values) as unknown as readonly (Omit<AlarmRow, 'definition'> & { readonly definition: string })[];
    return rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) as AlarmDefinition }));
  }
}
