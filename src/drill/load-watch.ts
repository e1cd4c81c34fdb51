import type { RunningLoad } from '#contract/user-service';
import { reading } from './readings.ts';
import type { Run } from './run.ts';
import { lastSignal } from './signals.ts';

const RUNNING = new WeakMap<Run, RunningLoad>();

/**
 * Puts load on the platform just before the strike. A run that is resumed has none: what it would show begins after the fault. A first signal
 * stops the breaking and not the load, which is there to be seen through the recovery.
 */
export async function beginLoad(run: Run): Promise<void> {
  const { load, record } = run.input;
  if (load === null || run.input.resumed) return;
  await reading(run, 'load', async () => {
    RUNNING.set(run, await load.start({ folder: record.folder, clock: run.clock, signal: lastSignal(run) }));
  });
}

/** Ends the load and keeps what it saw. Safe to call when none runs. */
export async function endLoad(run: Run): Promise<void> {
  const running = RUNNING.get(run);
  RUNNING.delete(run);
  if (running) await reading(run, 'load', async () => { await run.note('load.read', await running.stop()); });
}
