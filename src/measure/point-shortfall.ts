import type { RunEvent } from '#contract/events';
import { microsOf } from '#kit/time';
import type { Ledger } from './beacon-ledger.ts';
import { recoverySteps } from './events-of.ts';

/**
 * By how much the restored recovery point held less than its provider claims, in seconds: from the newest beacon that came back with its whole
 * prefix (`r`) to the newest one acknowledged before the claimed moment. Null where no step says which point it restored, or nothing came back.
 */
export function pointShortfallSeconds(events: readonly RunEvent[], { store, ledger, r }: { readonly store: string; readonly ledger: Ledger; readonly r: string | null }): number | null {
  const others = new Set(recoverySteps(events, 'step.started').filter((event) => (event.data.store ?? store) !== store).map((event) => event.data.n));
  const claimed = recoverySteps(events, 'step.ended').filter((event) => !others.has(event.data.n)).map((event) => event.data.outputs['claimedUntil']).findLast((value) => typeof value === 'string');
  if (r === null || typeof claimed !== 'string') return null;
  const until = microsOf(claimed);
  const expected = ledger.acked.findLast((beacon) => beacon.micros <= until);
  return expected === undefined ? null : Math.max(0, (expected.micros - microsOf(r)) / 1_000_000);
}
