import type { ProgrammeEntry } from '#contract/config.schema';
import type { ProgrammeDrill, ProgrammeRun, RunMark } from '#contract/programme';
import type { Verdict } from '#contract/run-summary';
import type { CalendarRule } from '#kit/calendar-rule';
import { durationSeconds, humanDuration } from '#kit/durations';
import { countsUntil, entryRule } from '#kit/entry-rule';
import { addSeconds, isoMicros, microsOf, secondsBetween } from '#kit/time';

/** The newest change that an entry's `afterChange` names. */
export interface Change {
  readonly at: string;
  readonly what: string;
}

export interface DrillStateInput {
  readonly entry: ProgrammeEntry;
  readonly scenario: string;
  readonly variant: string | null;
  readonly stores: readonly string[];
  readonly runs: readonly ProgrammeRun[];
  readonly now: string;
  readonly change: Change | null;
}

const MEASURED: readonly Verdict[] = ['pass', 'fail-objective', 'fail-integrity', 'fail-not-recovered'];

/** How one drill of the programme stands at a moment: done, due, overdue or stale, and why. Only runs that reached a measured verdict and that nobody sabotaged count. */
export function drillState(input: DrillStateInput): ProgrammeDrill {
  const { entry, scenario, variant, runs, now, change } = input;
  const rule = entryRule(entry);
  const own = runs.filter((run) => counts(run, scenario, variant)).map(markOf);
  const lastRun = newestOf(own);
  const lastPass = newestOf(own.filter((run) => run.verdict === 'pass'));
  const need = needOf(entry, rule, { now, change });
  const freshUntil = lastPass === null ? null : freshness(entry, { pass: lastPass, change });
  const facts: Facts = { lastRun, lastPass, need, freshUntil, now, graceSeconds: durationSeconds(entry.grace) };
  const { status, why } = judged(facts);
  return {
    entry: entry.id, scenario, variant, every: entry.every, stores: input.stores, status, why,
    dueSince: status === 'due' || status === 'overdue' ? (need?.at ?? null) : status === 'stale' ? freshUntil : null,
    needAt: need?.at ?? null,
    needBy: need?.by ?? null,
    nextAt: nextDate(entry, rule, now),
    lastRun, lastPass, freshUntil,
    people: { operator: entry.operator, approver: entry.approver, reviewer: entry.reviewer },
  };
}

/** The first date of an entry after a moment, its `from` kept. */
export function nextDate(entry: ProgrammeEntry, rule: CalendarRule, after: string): string | null {
  const from = entry.from === undefined ? null : isoMicros(microsOf(`${entry.from}T00:00:00Z`) - 1_000_000);
  return rule.next(from !== null && microsOf(from) > microsOf(after) ? from : after);
}

interface Need {
  readonly at: string;
  readonly by: 'date' | 'change';
  readonly what: string;
}

interface Facts {
  readonly lastRun: RunMark | null;
  readonly lastPass: RunMark | null;
  readonly need: Need | null;
  readonly freshUntil: string | null;
  readonly now: string;
  readonly graceSeconds: number;
}

function counts(run: ProgrammeRun, scenario: string, variant: string | null): boolean {
  return run.scenario === scenario && run.summary !== null && run.summary.run.mutation === null && run.summary.run.variant === variant && run.verdict !== null && MEASURED.includes(run.verdict);
}

function markOf({ number, id, startedAt, verdict }: ProgrammeRun): RunMark {
  return { number, id, startedAt, verdict: verdict ?? 'inconclusive' };
}

function newestOf(marks: readonly RunMark[]): RunMark | null {
  return marks.toSorted((a, b) => a.number - b.number).at(-1) ?? null;
}

/** What the last run is held against: the newest date, or a change after it. */
function needOf(entry: ProgrammeEntry, rule: CalendarRule, { now, change }: { readonly now: string; readonly change: Change | null }): Need | null {
  const date = rule.latest(now);
  const counting = date !== null && (entry.from === undefined || microsOf(date) >= microsOf(`${entry.from}T00:00:00Z`));
  const slot = counting ? { at: date, by: 'date' as const, what: `its date, ${day(date)}` } : null;
  if (change === null || microsOf(change.at) > microsOf(now)) return slot;
  return slot === null || microsOf(change.at) > microsOf(slot.at) ? { at: change.at, by: 'change' as const, what: `a change on ${day(change.at)} (${change.what})` } : slot;
}

function freshness(entry: ProgrammeEntry, { pass, change }: { readonly pass: RunMark; readonly change: Change | null }): string {
  const byDate = countsUntil(entry, pass.startedAt);
  const changed = change !== null && microsOf(change.at) > microsOf(pass.startedAt) ? addSeconds(change.at, durationSeconds(entry.grace)) : null;
  return [byDate, changed].filter((at) => at !== null).toSorted((a, b) => microsOf(a) - microsOf(b))[0] ?? pass.startedAt;
}

function judged(facts: Facts): Pick<ProgrammeDrill, 'status' | 'why'> {
  const { lastRun, lastPass, need, freshUntil, now, graceSeconds } = facts;
  if (need === null) return lastRun === null ? { status: 'planned', why: 'Its first date is still to come.' } : { status: 'done', why: `Drilled on ${day(lastRun.startedAt)} (run ${lastRun.number}, ${lastRun.verdict}), before its first date.` };
  const open = lastRun === null || microsOf(lastRun.startedAt) < microsOf(need.at);
  const lateSeconds = secondsBetween(need.at, now) - graceSeconds;
  const last = lastRun === null ? 'It was never drilled.' : `Last drilled on ${day(lastRun.startedAt)} (run ${lastRun.number}, ${lastRun.verdict}).`;
  if (open && lateSeconds > 0) return { status: 'overdue', why: `Not drilled since ${need.what}; overdue by ${humanDuration(lateSeconds)}. ${last}` };
  if (lastPass !== null && freshUntil !== null && microsOf(freshUntil) <= microsOf(now)) return { status: 'stale', why: `The last pass, of ${day(lastPass.startedAt)} (run ${lastPass.number}), counted until ${day(freshUntil)}. ${last}` };
  if (open) return { status: 'due', why: `To be drilled since ${need.what}; ${humanDuration(-lateSeconds)} are left. ${last}` };
  if (lastPass === null) return { status: 'stale', why: `Drilled, but it never passed. ${last}` };
  return { status: 'done', why: `${last} The pass of run ${lastPass.number} counts until ${day(freshUntil ?? now)}.` };
}

function day(iso: string): string {
  return iso.slice(0, 10);
}
