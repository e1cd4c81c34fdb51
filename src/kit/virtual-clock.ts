import type { Clock } from '#contract/clock';
import { TaskCounter } from './task-counter.ts';
import { isoMicros, monoMicros } from './time.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Virtual time in one process: jumps to the earliest sleeper as soon as every counted task is idle. For models and simulations. */
export function virtualClock(startMicros: number): Clock & { readonly sleepers: () => number } {
  let now = startMicros;
  let order = 0;
  const sleepers: Sleeper[] = [];
  const counter = new TaskCounter(() => {
    const next = sleepers.sort((a, b) => a.at - b.at || a.order - b.order).shift();
    if (!next) return;
    now = Math.max(now, next.at);
    next.wake();
  });
  const sleepUntil = (at: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return counter.idleWhile(() => new Promise<void>((resolve, reject) => {
      order += 1;
      const sleeper: Sleeper = { at, order, wake: () => { signal?.removeEventListener('abort', abort); resolve(); } };
      const abort = (): void => { sleepers.splice(sleepers.indexOf(sleeper), 1); reject(signal?.reason as Error); };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.push(sleeper);
    }));
  };
  return {
    nowMicros: () => now,
    nowIso: () => isoMicros(now),
    monoMicros,
    sleep: (ms, signal) => sleepUntil(now + Math.max(0, ms) * 1000, signal),
    sleepUntil,
    task: (name, work) => counter.run(name, work),
    join: (promise) => counter.idleWhile(() => promise),
    sleepers: () => sleepers.length,
  };
}
