import type { Pitr } from './model.ts';
import { DAY_MICROS } from './times.ts';

/** How far the newest moment lies behind (aws-facts.md 2.1). */
const LAG_MICROS = 300_000_000;

/** The moments that can be restored. A longer window does not reach back to what was given up before. */
export function windowOf({ days, floorMicros }: Pitr, nowMicros: number): { readonly earliestMicros: number; readonly latestMicros: number } {
  const earliestMicros = Math.max(floorMicros, Math.floor(nowMicros) - days * DAY_MICROS);
  return { earliestMicros, latestMicros: Math.max(earliestMicros, Math.floor(nowMicros) - LAG_MICROS) };
}
