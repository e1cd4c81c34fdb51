import type { Clock } from '#contract/clock';
import type { PeoplePort } from '#drill/drill-input';
import { isoMicros } from '#kit/time';
import { saidToRun } from './people-file.ts';

/** What people tell a run through `redrill mark` and `redrill step`, read from its folder each time it is asked for. */
export function peoplePort(folder: string, clock: Clock): PeoplePort {
  return {
    mark: async (kind) => {
      const line = saidToRun(folder).findLast((one) => one.kind === 'mark' && one.what === kind);
      return line ? { at: drillTimeOf(clock, line.mono), by: line.by } : null;
    },
    step: async (n) => {
      const line = saidToRun(folder).findLast((one) => one.kind === 'step' && one.n === n);
      return line?.kind === 'step' ? { outcome: line.outcome, by: line.by, note: line.note } : null;
    },
  };
}

/** While people are waited for, drill time runs at real speed, so the age of the line is the same in both. */
function drillTimeOf(clock: Clock, mono: number): string {
  return isoMicros(clock.nowMicros() - Math.max(0, clock.monoMicros() - mono));
}
