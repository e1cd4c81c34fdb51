import type { SandboxContext } from '../../service.ts';
import { planAlarm } from './evaluate-alarm.ts';
import type { MetricKey, StatisticSet } from './metric-rows.ts';
import { watchState } from './state.ts';

export interface Datum {
  readonly key: MetricKey;
  /** Epoch microseconds; a value belongs to the minute in which it lies. */
  readonly at: number;
  readonly unit: string | null;
  readonly values: StatisticSet;
}

/** Puts values into metrics and plans the alarms that watch them. All or none of them. */
export function addData({ catalogue, time }: Pick<SandboxContext, 'catalogue' | 'time'>, data: readonly Datum[]): void {
  const { alarms, metrics } = watchState(catalogue);
  const before = alarms.nextAt();
  catalogue.transaction(() => {
    for (const datum of data) metrics.put(datum.key, datum);
    for (const key of new Map(data.map((datum) => [JSON.stringify(datum.key), datum.key])).values()) {
      for (const alarm of alarms.watching(key)) planAlarm(catalogue, alarm, time.nowMicros());
    }
  });
  if (alarms.nextAt() !== before) time.changed();
}
