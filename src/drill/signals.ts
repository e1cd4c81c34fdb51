import type { Run } from './run.ts';
import { StopRun } from './stop-run.ts';

/** For phases that may still be called off: aborted by the first signal. */
export function anySignal(run: Run): AbortSignal {
  return AbortSignal.any([run.input.stop.first, run.input.stop.second]);
}

/** For recovery and put-back, which a first signal does not stop. */
export function lastSignal(run: Run): AbortSignal {
  return run.input.stop.second;
}

/** Ends a phase that breaks nothing yet when a person has asked to stop. */
export async function stopIfAsked(run: Run): Promise<void> {
  const { first } = run.input.stop;
  if (!first.aborted) return;
  throw new StopRun('aborted', `stopped by ${String(first.reason)} before the fault`);
}

/** Turns the rejection of an interrupted sleep into the stop that caused it. */
export async function unlessStopped<T>(run: Run, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await stopIfAsked(run);
    throw error;
  }
}
