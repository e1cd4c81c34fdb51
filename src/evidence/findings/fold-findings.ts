import type { FindingState } from '#contract/findings';
import { microsOf } from '#kit/time';
import type { ConcludedRun, Decision, RegisterFact, Sighting } from './register-entry.ts';

/** What the register says of every finding at one moment (ISO 8601). Pure: the same lines and moment give the same answer. */
export function foldFindings(facts: readonly RegisterFact[], now: string): readonly FindingState[] {
  const runs = concludedRuns(facts);
  const ids = [...new Set(runs.flatMap(({ seen }) => seen.map(({ id }) => id)))];
  return ids.map((id) => stateOf(id, runs, { decisions: facts.filter((fact): fact is Decision => fact.kind !== 'concluded' && fact.id === id), now }));
}

/** Runs by number; of a run that was concluded several times the last word counts. */
export function concludedRuns(facts: readonly RegisterFact[]): readonly ConcludedRun[] {
  const runs = new Map(facts.filter((fact) => fact.kind === 'concluded').map((fact) => [fact.run, fact]));
  return [...runs.values()].toSorted((a, b) => a.run - b.run);
}

function stateOf(id: string, runs: readonly ConcludedRun[], { decisions, now }: { readonly decisions: readonly Decision[]; readonly now: string }): FindingState {
  const seen = runs.filter((run) => sighting(run, id) !== undefined);
  const last = seen.at(-1);
  const newest = last && sighting(last, id);
  if (last === undefined || newest === undefined) throw new TypeError('a finding that no run has');
  const assigned = (field: 'owner' | 'due'): string | null => decisions.findLast((fact) => fact.kind === 'assigned' && fact[field] !== null)?.[field as never] ?? null;
  const accepted = decisions.findLast((fact) => fact.kind === 'accepted');
  const closed = decisions.findLast((fact) => fact.kind === 'closed');
  const shut = closed !== undefined && closed.run > last.run;
  const holds = accepted !== undefined && !isOver(accepted.until, now);
  const due = assigned('due');
  const state = shut ? 'closed' : holds ? 'accepted' : 'open';
  const day = due ?? accepted?.until ?? null;
  return {
    id,
    severity: newest.severity,
    title: newest.title,
    scenario: last.scenario,
    store: newest.store,
    state,
    owner: assigned('owner'),
    due,
    overdueDays: state === 'open' && day !== null ? daysOver(day, now) : 0,
    seen: seen.map(({ run }) => run),
    retested: runs.filter(({ retested, run }) => retested.includes(id) && run > (seen[0]?.run ?? 0)).map(({ run }) => run),
    accepted: accepted === undefined ? null : { by: accepted.by, until: accepted.until, why: accepted.why },
    closedBy: shut ? closed.run : null,
  };
}

/** The finding as this run had it. */
export function sighting(run: ConcludedRun, id: string): Sighting | undefined {
  return run.seen.find((entry) => entry.id === id);
}

const DAY_MICROS = 86_400_000_000;

/** A day lasts until its end, UTC. */
function isOver(day: string, now: string): boolean {
  return microsOf(now) >= microsOf(`${day}T00:00:00Z`) + DAY_MICROS;
}

function daysOver(day: string, now: string): number {
  return isOver(day, now) ? Math.floor((microsOf(now) - microsOf(`${day}T00:00:00Z`)) / DAY_MICROS) : 0;
}
