import type { Ledger } from './beacon-ledger.ts';

/** Beacon periods without a mark after which a stretch of time counts as silent. */
const SILENT_PERIODS = 10;

/**
 * Whether a point was made while no beacons were written: the acknowledged beacons around that moment lie further apart than ten periods.
 * What such a point holds cannot be read from beacons.
 */
export function madeInSilence(ledger: Ledger, createdMicros: number, periodSeconds: number): boolean {
  const after = ledger.acked.findIndex((beacon) => beacon.micros > createdMicros);
  const before = ledger.acked[after === -1 ? ledger.acked.length - 1 : after - 1];
  const next = after === -1 ? undefined : ledger.acked[after];
  if (!before || !next) return true;
  return (next.micros - before.micros) / 1_000_000 > SILENT_PERIODS * periodSeconds;
}
