import type { FindingState } from '#contract/findings';
import type { OpenFinding, ProgrammeRun, RunMark } from '#contract/programme';
import { secondsBetween } from '#kit/time';

/** Findings that the newest measured run of their scenario and form still has, oldest first. Runs that never reached their fault close nothing; sabotaged ones open nothing. */
export function openFindings(runs: readonly ProgrammeRun[], register: readonly FindingState[], now: string): readonly OpenFinding[] {
  const ways = Map.groupBy(runs.filter(measured), (run) => `${run.scenario} ${run.summary?.run.variant ?? ''}`);
  const known = new Map(register.map((state) => [state.id, state]));
  const found = [...ways.values()].flatMap((own) => ofOneWay(own, known, now));
  const oldest = new Map<string, OpenFinding>();
  for (const one of found) {
    const older = oldest.get(one.id);
    if (older === undefined || one.first.number < older.first.number) oldest.set(one.id, one);
  }
  return [...oldest.values()].toSorted((a, b) => b.ageDays - a.ageDays || a.id.localeCompare(b.id, 'en'));
}

function ofOneWay(runs: readonly ProgrammeRun[], register: ReadonlyMap<string, FindingState>, now: string): readonly OpenFinding[] {
  const newest = runs.at(-1);
  return (newest?.summary?.findings ?? []).flatMap((finding) => {
    const has = (run: ProgrammeRun): boolean => run.summary?.findings.some(({ id }) => id === finding.id) ?? false;
    const first = runs[runs.findLastIndex((run) => !has(run)) + 1];
    if (newest === undefined || first === undefined) return [];
    const state = register.get(finding.id);
    const ageDays = Math.max(0, Math.floor(secondsBetween(first.startedAt, now) / 86_400));
    return [{ id: finding.id, severity: finding.severity, title: finding.title, scenario: newest.scenario, store: finding.store, first: markOf(first), last: markOf(newest), ageDays, owner: state?.owner ?? null, due: state?.due ?? null, overdueDays: state?.overdueDays ?? 0 }];
  });
}

function measured({ summary, verdict }: ProgrammeRun): boolean {
  return summary?.run.mutation === null && verdict !== 'refused' && verdict !== 'aborted' && verdict !== 'inconclusive';
}

function markOf({ number, id, startedAt, verdict }: ProgrammeRun): RunMark {
  return { number, id, startedAt, verdict: verdict ?? 'inconclusive' };
}
