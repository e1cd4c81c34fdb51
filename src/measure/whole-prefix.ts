import type { AckedBeacon, Ledger } from './beacon-ledger.ts';
import type { FoundSet } from './found-set.ts';

export interface Prefix {
  /** The newest beacon such that it and every earlier acknowledged one was found; null when the first is missing. */
  readonly newest: AckedBeacon | null;
  /** The acknowledged beacons around it: the true point of recovery lies before `next`. */
  readonly before: AckedBeacon | null;
  readonly next: AckedBeacon | null;
}

/** The whole prefix of acknowledged beacons that was found, up to a moment (epoch microseconds). */
export function wholePrefix(ledger: Ledger, found: FoundSet, untilMicros: number): Prefix {
  let before: AckedBeacon | null = null;
  let newest: AckedBeacon | null = null;
  for (const beacon of ledger.acked) {
    if (beacon.micros > untilMicros) return { newest, before, next: null };
    if (!found.has(beacon.series, beacon.seq)) return { newest, before, next: beacon };
    before = newest;
    newest = beacon;
  }
  return { newest, before, next: null };
}

/** The gap around a prefix's end, in seconds: what a point of recovery read from beacons cannot tell apart. */
export function resolutionSeconds({ newest, before, next }: Prefix): number {
  if (!newest) return 0;
  if (next) return (next.micros - newest.micros) / 1_000_000;
  return before ? (newest.micros - before.micros) / 1_000_000 : 0;
}
