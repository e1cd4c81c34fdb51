import type { NumberClass } from '#contract/clock';
import type { RunEvent } from '#contract/events';
import type { RunMeasurement } from '#contract/measurement';
import { microsOf } from '#kit/time';

/** Each phase from its first start to its last event, in drill seconds and in seconds of real time that the harness was up. */
export function measurePhases(events: readonly RunEvent[], runClass: NumberClass): RunMeasurement['phases'] {
  const names = [...new Set(events.filter((event) => event.type === 'phase.started').map((event) => event.phase))];
  return names.map((name) => {
    const own = events.filter((event) => event.phase === name);
    const [first, last] = [own[0], own.at(-1)];
    const seconds = first && last ? (microsOf(last.at) - microsOf(first.at)) / 1_000_000 : 0;
    return { name, startedAt: first?.at ?? '', seconds: Math.max(0, seconds), realSeconds: realSeconds(own), class: runClass };
  });
}

/** Real seconds between events; a resume's gap (another process, perhaps another machine) is left out. */
export function realSeconds(events: readonly RunEvent[]): number {
  let micros = 0;
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    if (before && event.type !== 'resumed') micros += Math.max(0, event.mono - before.mono);
  }
  return micros / 1_000_000;
}
