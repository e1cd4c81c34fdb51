/** CloudTrail user guide, "How CloudTrail works": log files are published "multiple times an hour, about every 5 minutes". */
export const PERIOD_MICROS = 300_000_000;

/** The last moment before another at which files were due. */
export function lastBoundary(micros: number): number {
  return Math.floor(micros / PERIOD_MICROS) * PERIOD_MICROS;
}
