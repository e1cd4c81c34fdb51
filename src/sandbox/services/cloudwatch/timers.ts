import type { SandboxContext, Timer } from '../../service.ts';
import { evaluateAlarm } from './evaluate-alarm.ts';
import { watchState } from './state.ts';

const MINUTE = 60_000_000;
const DAY = 86_400_000_000;

/** How long values are kept at which resolution, in days: user guide, "Metrics retention". */
const RETENTION = { byMinute: 15, byFiveMinutes: 63, byHour: 455 } as const;
/** Days for which the history of an alarm is kept: API reference, DescribeAlarmHistory. */
const HISTORY_DAYS = 30;

/** Alarms change their state in drill time, at the end of a period. Fires only where a state really changes. */
export function alarmTimer({ catalogue }: SandboxContext): Timer {
  const { alarms } = watchState(catalogue);
  return {
    name: 'cloudwatch alarms',
    next: () => alarms.nextAt(),
    fire: (atMicros) => catalogue.transaction(() => {
      for (const alarm of alarms.due(atMicros)) evaluateAlarm(catalogue, alarm, alarm.next_at ?? atMicros);
    }),
  };
}

/** Makes old values coarser and forgets the oldest, at every midnight (UTC) of drill time. */
export function retentionTimer({ catalogue, time }: SandboxContext): Timer {
  const { alarms, metrics } = watchState(catalogue);
  const read = catalogue.db.prepare('SELECT midnight FROM cloudwatch_prune');
  const write = catalogue.db.prepare('INSERT OR REPLACE INTO cloudwatch_prune (one, midnight) VALUES (1, ?)');
  const midnight = (micros: number): number => Math.floor(micros / DAY) * DAY;
  const last = (): number | null => (read.get() as { midnight: number } | undefined)?.midnight ?? null;
  if (last() === null) catalogue.transaction(() => { write.run(midnight(time.nowMicros())); });
  return {
    name: 'cloudwatch retention',
    next: () => (last() ?? midnight(time.nowMicros())) + DAY,
    fire: (atMicros) => catalogue.transaction(() => {
      metrics.forget(atMicros - RETENTION.byHour * DAY);
      metrics.coarsen({ before: atMicros - RETENTION.byFiveMinutes * DAY, period: 60 * MINUTE });
      metrics.coarsen({ before: atMicros - RETENTION.byMinute * DAY, period: 5 * MINUTE });
      alarms.forgetHistory(atMicros - HISTORY_DAYS * DAY);
      write.run(midnight(atMicros));
    }),
  };
}
