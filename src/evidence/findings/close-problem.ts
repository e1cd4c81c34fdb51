import { concludedRuns, sighting } from './fold-findings.ts';
import type { ConcludedRun, RegisterFact } from './register-entry.ts';

/** Why a run is no proof that a finding is gone, in one sentence; null where it is one. */
export function closeProblem(facts: readonly RegisterFact[], id: string, number: number): string | null {
  const runs = concludedRuns(facts);
  const run = runs.find((entry) => entry.run === number);
  if (run === undefined) return `run ${number} is not in the register: it does not exist, was sabotaged on purpose, or was not concluded yet (redrill report ${number} concludes it)`;
  if (sighting(run, id) !== undefined) return `run ${number} still has it`;
  const seen = runs.filter((entry) => sighting(entry, id) !== undefined);
  const later = seen.find((entry) => entry.run > number);
  if (later !== undefined) return `run ${later.run} came later and has it again`;
  if (!run.retested.includes(id)) return `run ${number} did not look at it: ${notLooked(run, seen)}`;
  const open = seen.findLast((sight) => !runs.some((entry) => entry.run > sight.run && entry.run <= number && entry.variant === sight.variant && entry.retested.includes(id)));
  return open === undefined ? null : `run ${open.run} (${formOf(open)}) has it, and no later run of that form up to run ${number} has looked`;
}

function notLooked(run: ConcludedRun, seen: readonly ConcludedRun[]): string {
  const last = seen.at(-1);
  if (last === undefined || run.scenario !== last.scenario) return `it is of ${run.scenario}, not of ${last?.scenario ?? 'a scenario that has the finding'}`;
  if (!seen.some(({ variant }) => variant === run.variant)) return `it went another way (${formOf(run)}) than the runs that have it (${[...new Set(seen.map(formOf))].join(', ')})`;
  return seen.every((entry) => entry.run > run.run) ? 'it came before the first run that has it' : 'it did not reach its fault and a verdict, or the reading that the finding comes from is missing';
}

function formOf({ variant }: ConcludedRun): string {
  return variant === null ? 'plain form' : `variant ${variant}`;
}
