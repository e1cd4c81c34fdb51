import type { SandboxContext, Timer } from '../../service.ts';
import { KEPT_DAYS } from './delivery.ts';
import { trailState } from './state.ts';

const DAY_MICROS = 86_400_000_000;

/** Forgets events older than 90 days, at every midnight (UTC) of drill time; look-ups go by the exact moment themselves. */
export function pruneTimer({ catalogue, time }: SandboxContext): Timer {
  const { events, trails } = trailState(catalogue);
  const midnight = (micros: number): number => Math.floor(micros / DAY_MICROS) * DAY_MICROS;
  if (events.prunedAt() === null) catalogue.transaction(() => events.setPrunedAt(midnight(time.nowMicros())));
  return {
    name: 'cloudtrail retention',
    next: () => (events.prunedAt() ?? midnight(time.nowMicros())) + DAY_MICROS,
    fire: (atMicros) => catalogue.transaction(() => {
      events.prune(atMicros - KEPT_DAYS * DAY_MICROS);
      trails.beginAgain();
      events.setPrunedAt(midnight(atMicros));
    }),
  };
}
