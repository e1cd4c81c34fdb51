import type { DrillContext, FaultModule } from '#contract/modules';
import { microsOf } from '#kit/time';
import type { Run } from './run.ts';
import { isLostGround } from './stop-run.ts';

const STEP_MS = 250;
const WAIT_SECONDS = 600;

export interface FaultWatch {
  /** Resolves when the fault was observed or the wait is over; both are facts of the record. */
  seen(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks at the broken thing four times a second while a fault is injected; T0 is the interval from the last good look to the first bad one. */
export function watchFault(run: Run, context: DrillContext, strike: { readonly fault: FaultModule<unknown>; readonly args: unknown; readonly store: string }): FaultWatch {
  const { fault, args, store } = strike;
  const over = new AbortController();
  const requested = run.journal.last('fault.requested', (data) => data.fault === fault.id && data.store === store)?.at ?? run.clock.nowIso();
  const sample = run.journal.last('plan.made')?.data.targets.filter((target) => target.store === store).flatMap((target) => target.sample ?? []) ?? [];
  let lastGood = requested;

  const look = async (): Promise<boolean> => {
    const at = run.clock.nowIso();
    const { broken, harmed, detail } = await fault.observe(context, args, sample);
    if (broken === false && harmed !== true) lastGood = at;
    if (broken !== true) return false;
    const observed = run.clock.nowIso();
    const earliest = microsOf(lastGood) > microsOf(requested) ? lastGood : requested;
    await run.note('fault.observed', { fault: fault.id, store, earliest, observed, detail }, { durable: true });
    return true;
  };

  const loop = run.clock.task(`watch ${fault.id}`, async () => {
    const until = run.clock.nowMicros() + WAIT_SECONDS * 1e6;
    while (run.clock.nowMicros() < until && !over.signal.aborted && !run.input.stop.second.aborted) {
      if (await look()) return;
      try {
        await run.clock.sleep(STEP_MS, AbortSignal.any([over.signal, run.input.stop.second]));
      } catch (error) {
        if (isLostGround(error)) throw error;
      }
    }
    if (!over.signal.aborted) await run.note('fault.not-observed', { fault: fault.id, store, waitedSeconds: WAIT_SECONDS });
  });
  loop.catch(() => undefined); // Thrown again by seen(); unhandled here it would end the process before the record is closed.
  return {
    seen: () => run.clock.join(loop),
    stop: async () => {
      over.abort(new Error('the fault was not injected'));
      await run.clock.join(loop);
    },
  };
}
