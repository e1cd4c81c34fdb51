import type { NumberClass } from '#contract/clock';
import type { Measured } from '#contract/measurement';
import { humanDuration } from '#kit/durations';
import { microsOf } from '#kit/time';
import type { Ledger } from './beacon-ledger.ts';
import type { BeaconReadingFact } from './beacons.ts';
import { FoundSet } from './found-set.ts';
import { measured, notMeasured } from './measured.ts';
import type { FaultInterval } from './timeline.ts';
import { resolutionSeconds, wholePrefix } from './whole-prefix.ts';

export interface RpaInput {
  readonly ledger: Ledger;
  readonly reading: BeaconReadingFact | undefined;
  readonly t0: FaultInterval;
  readonly class: NumberClass;
  readonly clockFault: string | null;
  /** Beacons stopped this long before the fault mean that W is no longer the last write. */
  readonly periodSeconds: number;
}

export interface RecoveryPoint {
  readonly rpa: Measured;
  /** R: acknowledgement of the newest beacon whose whole prefix was recovered. */
  readonly r: string | null;
}

/** Data lost in this strike, in seconds: last good write before the old path stopped (W) minus the newest whole prefix (P). */
export function recoveryPoint(input: RpaInput): RecoveryPoint {
  const { ledger, reading, t0 } = input;
  if (t0.earliest === null || t0.observed === null) return none('the fault was not observed (T0)');
  if (!reading) return none('the beacons were not read back');
  if (!reading.complete) return none('reading the beacons back did not end in "complete"');
  const observed = microsOf(t0.observed);
  const last = ledger.acked.findLast((beacon) => beacon.micros <= observed);
  if (!last) return none('no beacon was acknowledged before the fault');
  const prefix = wholePrefix(ledger, new FoundSet(reading.found), observed);
  if (!prefix.newest) return none(firstGoneWhy(ledger, reading));
  const r = prefix.newest.ackedAt;
  const silence = (microsOf(t0.earliest) - last.micros) / 1_000_000;
  if (silence > 3 * input.periodSeconds) return { rpa: notMeasured(`the beacons had stopped ${humanDuration(silence)} before the fault, so the last write before it is not known`), r };
  if (input.clockFault) return { rpa: notMeasured(input.clockFault), r };
  return { rpa: measured((last.micros - prefix.newest.micros) / 1_000_000, input.class, resolutionSeconds(prefix)), r };
}

function none(why: string): RecoveryPoint {
  return { rpa: notMeasured(why), r: null };
}

function firstGoneWhy(ledger: Ledger, reading: BeaconReadingFact): string {
  const found = new FoundSet(reading.found);
  const some = ledger.acked.some(({ series, seq }) => found.has(series, seq));
  return some ? 'the oldest acknowledged beacon is missing, so no whole prefix came back' : 'no acknowledged beacon came back';
}
