import type { Clock } from '#contract/clock';
import { TaskCounter } from './task-counter.ts';
import { isoMicros, monoMicros } from './time.ts';
import { realSleep } from './wall-clock.ts';

/** Real time as a Clock: used against AWS, and where no sandbox owns the time. Anchored once, then monotonic. */
export function realClock(): Clock {
  const anchorEpoch = Date.now() * 1000;
  const anchorMono = monoMicros();
  const counter = new TaskCounter(() => undefined);
  const nowMicros = (): number => anchorEpoch + monoMicros() - anchorMono;
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => counter.idleWhile(() => realSleep(Math.max(0, ms), signal));
  return {
    nowMicros,
    nowIso: () => isoMicros(nowMicros()),
    monoMicros,
    sleep,
    sleepUntil: (at, signal) => sleep((at - nowMicros()) / 1000, signal),
    task: (name, work) => counter.run(name, work),
    join: (promise) => counter.idleWhile(() => promise),
  };
}
