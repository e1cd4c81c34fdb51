import type { BeaconSpan } from '#contract/measurement';
import { microsOf } from '#kit/time';
import type { AckedBeacon } from './beacon-ledger.ts';
import type { CountInput } from './beacons.ts';
import { FoundSet } from './found-set.ts';

/** More neighbouring spans than anybody can look at; the oldest are left out. */
const MOST_SPANS = 400;

/** Neighbouring acknowledged beacons with the same fate, oldest first: where on the time axis what was written is found, lost or not known. */
export function beaconSpans(input: CountInput): readonly BeaconSpan[] {
  const reading = input.readings.at(-1);
  if (reading === undefined) return [];
  const found = new FoundSet(reading.found);
  const cut = input.observed === null ? Number.POSITIVE_INFINITY : microsOf(input.observed);
  const newestFound = input.ledger.acked.findLast(({ series, seq }) => found.has(series, seq))?.micros ?? 0;
  const readUpTo = Math.max(newestFound, input.restoreAt === null ? 0 : microsOf(input.restoreAt));
  const state = (beacon: AckedBeacon): BeaconSpan['state'] => {
    if (found.has(beacon.series, beacon.seq)) return 'found';
    return reading.complete && (beacon.micros <= cut || beacon.micros <= readUpTo) ? 'lost' : 'not-read';
  };
  const spans: { state: BeaconSpan['state']; from: string; to: string; count: number }[] = [];
  for (const beacon of input.ledger.acked) {
    const now = state(beacon);
    const last = spans.at(-1);
    if (last?.state === now) Object.assign(last, { to: beacon.ackedAt, count: last.count + 1 });
    else spans.push({ state: now, from: beacon.ackedAt, to: beacon.ackedAt, count: 1 });
  }
  return spans.slice(-MOST_SPANS);
}
