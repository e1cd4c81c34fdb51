import type { Clock } from '#contract/clock';

export interface Deadline {
  readonly signal: AbortSignal;
  readonly passed: () => boolean;
}

/**
 * Runs `work` under a deadline in drill time, joined with an outer signal. The alarm is a task of its own, so that it never keeps
 * time from jumping, and it is gone when `work` ends.
 */
export async function withDeadline<T>(clock: Clock, options: { readonly seconds: number; readonly from: number; readonly outer: AbortSignal; readonly name: string }, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const over = new AbortController();
  const alarm = clock.task(`deadline ${options.name}`, async () => {
    try {
      await clock.sleepUntil(options.from + options.seconds * 1_000_000, over.signal);
      late.abort(new DeadlinePassed(options.name, options.seconds));
    } catch {
      // The work ended first: an alarm that still rang would stop the next phase.
    }
  });
  try {
    return await work({ signal: AbortSignal.any([late.signal, options.outer]), passed: () => late.signal.aborted });
  } finally {
    over.abort(new Error('done'));
    await clock.join(alarm);
  }
}

/** The reason of a deadline's signal. */
export class DeadlinePassed extends Error {
  readonly seconds: number;

  constructor(name: string, seconds: number) {
    super(`${name}: the deadline of ${seconds} s of drill time has passed`);
    this.name = 'DeadlinePassed';
    this.seconds = seconds;
  }
}
