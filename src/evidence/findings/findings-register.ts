import type { FindingState } from '#contract/findings';
import type { Judgement } from '#contract/judgement';
import type { ReportInput } from '#contract/reporting';
import { lookedAt } from '#judge/looked-at';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { isoMicros, realNowMs } from '#kit/time';
import { withResultsLock } from '../results-lock.ts';
import { closeProblem } from './close-problem.ts';
import { concludedRuns, foldFindings } from './fold-findings.ts';
import type { ConcludedRun, Decision, RegisterFact } from './register-entry.ts';
import { appendToRegister, readRegister } from './register-file.ts';

/** What the register takes from a run's record. */
export type RegisterRun = Pick<ReportInput, 'started' | 'events' | 'measurement'> & { readonly judgement: Judgement; readonly record: { readonly sha256: string } };

/** Enters what a concluded run found and retested; a run that is there already with the same record is not entered again, a sabotaged one never. */
export async function enterFindings(results: string, run: RegisterRun): Promise<void> {
  if (run.started.mutation !== null) return;
  await withResultsLock(results, async () => {
    const entries = await readRegister(results);
    if (concludedRuns(entries).some((entry) => entry.run === run.started.number && entry.record === run.record.sha256)) return;
    await appendToRegister(results, concludedOf(entries, run));
  });
}

/** Every finding as the register has it now. */
export async function allFindings(results: string): Promise<readonly FindingState[]> {
  return foldFindings(await readRegister(results), now());
}

/** What the register says of the run's scenario once this run is in it, later runs left out: kept beside the record, so that its report renders the same for ever. */
export async function findingsUpTo(results: string, run: RegisterRun): Promise<readonly FindingState[]> {
  const { number, scenario, mutation } = run.started;
  const before = (await readRegister(results)).filter((fact) => !('run' in fact) || fact.run < number || (fact.kind === 'closed' && fact.run === number));
  const facts = mutation === null ? [...before, concludedOf(before, run)] : before;
  return foldFindings(facts, now()).filter((finding) => finding.scenario === scenario);
}

/** Enters what people decided of a finding. Throws one sentence where there is no such finding or the run proves nothing. */
export async function decideFinding(results: string, decision: Decision): Promise<FindingState> {
  return withResultsLock(results, async () => {
    const entries = await readRegister(results);
    const known = foldFindings(entries, now()).map(({ id }) => id);
    if (!known.includes(decision.id)) throw usageError('findings.unknown', `no finding "${decision.id}" in ${results}${didYouMean(decision.id, known) || (known.length === 0 ? '; no run has found anything yet' : '; redrill findings lists them')}`);
    const problem = decision.kind === 'closed' ? closeProblem(entries, decision.id, decision.run) : null;
    if (problem !== null) throw usageError('findings.not-proved', `${decision.id} stays open: ${problem}. A finding is closed by a run of the same form that looked at it and did not have it.`);
    await appendToRegister(results, decision);
    const state = foldFindings([...entries, decision], now()).find(({ id }) => id === decision.id);
    if (state === undefined) throw new TypeError('a finding that was there is gone');
    return state;
  });
}

function concludedOf(facts: readonly RegisterFact[], run: RegisterRun): ConcludedRun {
  const { number, id, scenario, variant } = run.started;
  const seen = run.judgement.findings.map((finding) => ({ id: finding.id, severity: finding.severity, store: finding.store, cause: finding.cause, title: finding.title }));
  const known = concludedRuns(facts).filter((entry) => entry.run < number && entry.scenario === scenario && entry.variant === variant).flatMap((entry) => entry.seen);
  const gone = [...new Map(known.map((entry) => [entry.id, entry])).values()].filter((entry) => !seen.some((own) => own.id === entry.id) && lookedAt(entry, run));
  return { kind: 'concluded', run: number, runId: id, scenario, variant, record: run.record.sha256, seen, retested: gone.map((entry) => entry.id) };
}

function now(): string {
  return isoMicros(realNowMs() * 1000);
}
