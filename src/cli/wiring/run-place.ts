import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal, usageError } from '#kit/redrill-error';
import { isAlive, ownIdentity, type ProcessIdentity } from '#sandbox/process/process-identity';
import type { RunFolder } from './run-folders.ts';

/** Where a run happens on this machine: what `resume` needs and no report mentions. Kept in `place.json` of the run's folder. */
export interface RunPlace {
  /** State folder of the sandbox. */
  readonly state: string;
  /** The sandbox was made for this run and goes with it. */
  readonly fresh: boolean;
  readonly harness: ProcessIdentity;
}

export function writePlace(folder: string, place: Omit<RunPlace, 'harness'>): void {
  writeFileSync(join(folder, 'place.json'), `${JSON.stringify({ ...place, harness: ownIdentity() } satisfies RunPlace, null, 2)}\n`);
}

/** Reads it, and refuses a run whose process still lives: two harnesses on one record would tear it. */
export function placeOfEndedRun(run: RunFolder): RunPlace {
  const place = readPlace(run);
  if (place === null) throw usageError('run.no-place', `${run.id}: has no readable place.json, which says where its account is, so it cannot be gone on with on this machine; its report can still be rendered with redrill report ${run.number}`);
  if (isAlive(place.harness) && place.harness.pid !== process.pid) throw refusal('run.running', `${run.id} is still running (process ${place.harness.pid}); stop it with Ctrl-C first`);
  return place;
}

/** Where a run happened; null when the file is missing or cut off. */
export function readPlace(run: RunFolder): RunPlace | null {
  try {
    const place = JSON.parse(readFileSync(join(run.folder, 'place.json'), 'utf8')) as Partial<RunPlace>;
    return typeof place.state === 'string' && place.harness !== undefined ? { fresh: false, ...place, state: place.state, harness: place.harness } : null;
  } catch {
    // Said by the callers, who know what it would have been needed for.
    return null;
  }
}
