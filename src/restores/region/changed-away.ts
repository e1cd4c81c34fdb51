import { microsOf } from '#kit/time';
import { sameBytes } from '#stores/s3/same-bytes';
import type { VersionEntry } from '#stores/s3/s3-store';
import { aliveNow, type KeyHistory } from '#stores/s3/version-history';

/**
 * Whether an object of the other bucket is to come home: it was written there since users went there (null: at any time), and home does not show
 * the same. An object that is only what the recovery had brought back is not: what home got between copy and cut lies above it and stays there.
 */
export function changedAway(away: VersionEntry, home: KeyHistory | null, sinceMicros: number | null): boolean {
  if (sinceMicros !== null && microsOf(away.lastModified) < sinceMicros) return false;
  if (home === null) return true;
  const now = aliveNow(home);
  if (now !== null && sameBytes(now, away)) return false;
  return sinceMicros !== null || !home.versions.some((version) => !version.marker && sameBytes(version, away));
}

/** Whether users deleted a key in the other bucket that home still shows. */
export function deletedAway(away: KeyHistory, home: KeyHistory | null, sinceMicros: number | null): boolean {
  const [newest] = away.versions;
  if (newest?.marker !== true || home === null || aliveNow(home) === null) return false;
  return sinceMicros === null || microsOf(newest.lastModified) >= sinceMicros;
}
