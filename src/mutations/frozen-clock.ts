import type { Clock } from '#contract/clock';
import type { MutationModule } from '#contract/modules';
import { isoMicros } from '#kit/time';

/** The clock that the drill measures with stands still: every recovery would take no time at all. The same for every service. */
export function frozenClock(service: string): MutationModule {
  return {
    id: 'frozen-clock',
    service,
    kind: 'check',
    title: 'the clock that the drill measures with stands still',
    expect: { verdict: 'inconclusive', reasonCode: 'checker' },
    wrapClock: (clock: Clock): Clock => {
      const frozenAt = clock.nowMicros();
      return {
        nowMicros: () => frozenAt,
        nowIso: () => isoMicros(frozenAt),
        monoMicros: () => clock.monoMicros(),
        sleep: (ms, signal) => clock.sleep(ms, signal),
        sleepUntil: (at, signal) => clock.sleepUntil(at, signal),
        task: (name, work) => clock.task(name, work),
        join: (promise) => clock.join(promise),
      };
    },
  };
}
