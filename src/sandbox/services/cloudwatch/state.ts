import type { Catalogue } from '../../service.ts';
import { AlarmRows } from './alarm-rows.ts';
import { MetricRows } from './metric-rows.ts';
import { CLOUDWATCH_TABLES } from './tables.ts';

/** CloudWatch's part of one catalogue. */
class CloudWatchState {
  readonly metrics: MetricRows;
  readonly alarms: AlarmRows;

  constructor({ db }: Catalogue) {
    db.exec(CLOUDWATCH_TABLES);
    this.metrics = new MetricRows(db);
    this.alarms = new AlarmRows(db);
  }
}

/** One state per open catalogue, found by the catalogue itself: two sandboxes in one process share nothing. */
const STATES = new WeakMap<Catalogue, CloudWatchState>();

/** The CloudWatch state of a catalogue. */
export function watchState(catalogue: Catalogue): CloudWatchState {
  const known = STATES.get(catalogue);
  if (known) return known;
  const state = new CloudWatchState(catalogue);
  STATES.set(catalogue, state);
  return state;
}
