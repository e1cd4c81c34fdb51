import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ReportInput, ReportingPort } from '#contract/reporting';
import type { RunSummary, Verdict } from '#contract/run-summary';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import { judgeRun } from '#judge/judge-run';
import { lastOf } from '#measure/events-of';
import { measureRun } from '#measure/measure-run';
import { readLoadSeries } from '#record/read-load-series';
import { BEACONS_FOLDER, EVENTS_FILE, beaconStores, readBeacons, readRecord } from '#record/read-record';
import type { ReadRecord } from '#record/read-record';
import { sealRecord } from '#record/seal-record';
import { enterFindings, findingsUpTo } from './findings/findings-register.ts';
import { enterInLedger } from './ledger.ts';
import type { LedgerEntryKind } from './ledger.ts';
import { runContext } from './run-context.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

export interface ConcludeInput {
  /** The run's folder; its parent is the results folder unless `results` says otherwise. */
  readonly folder: string;
  readonly results?: string;
  readonly reporting: ReportingPort;
  /** False renders again without touching the ledger and `latest.json` (`redrill report`). */
  readonly enter?: boolean;
}

export interface Concluded {
  readonly summary: RunSummary;
  readonly putBackOk: boolean;
  /** Paths of what was written. */
  readonly files: readonly string[];
}

/** Turns a run's record into its numbers, verdict, `run.json` and reports, and enters its end in the ledger. Works from the files alone. */
export async function conclude(input: ConcludeInput): Promise<Concluded> {
  const results = input.results ?? dirname(input.folder);
  const report = await readRun(input.folder, results);
  const summary = input.reporting.summarise(report);
  const files: string[] = [];
  const write = async (file: string, text: string): Promise<void> => {
    const path = join(input.folder, file);
    await writeFileAtomic(path, text);
    files.push(path);
  };
  await write('run.json', `${JSON.stringify(summary, null, 2)}\n`);
  for (const { file, text } of input.reporting.render(report, summary)) await write(file, text);
  // Without a put-back only a run that had intended no change at all left everything as it was: a sabotage or a safety copy comes before the fault.
  const putBackOk = summary.putBack?.ok ?? !(report.measurement.reachedFault || report.events.some((event) => event.type === 'effect.intended'));
  if (input.enter !== false) await enter(results, input.folder, summary, putBackOk);
  if (input.enter !== false || summary.run.endedAt !== null) await enterFindings(results, report);
  return { summary, putBackOk, files };
}

/** Reads, measures and judges a run's folder; nothing is written but the kept context. */
export async function readRun(folder: string, results: string): Promise<ReportInput> {
  const chain = await readRecord(folder);
  const first = chain.events.find((event) => event.type === 'run.started');
  if (!first || !('scenario' in first.data)) throw new RedrillError('record.no-start', `The record in ${folder} holds no start of a run, so there is nothing to judge; the attempt stays in the ledger as started.`);
  const started = first.data;
  const measurement = measureRun(chain.events, await readBeacons(folder));
  const seal = await sealRecord(folder, chain);
  const load = lastOf(chain.events, 'load.read')?.data;
  const series = load === undefined ? null : await readLoadSeries(folder, load);
  const judged = { started, events: chain.events, measurement, judgement: judgeRun(started, chain.events, measurement), record: { ...seal, tornBytes: chain.tornBytes } };
  return {
    ...judged,
    files: await recordFiles(folder, chain, series === null ? [] : [load?.series ?? '']),
    context: await runContext(results, folder, { number: started.number, scenario: started.scenario, variant: started.variant, record: seal.sha256, findings: () => findingsUpTo(results, judged) }),
    ...(series === null ? {} : { loadSeries: series }),
  };
}

/** The files that a report's numbers come from. */
async function recordFiles(folder: string, { sha256, bytes }: Pick<ReadRecord, 'sha256' | 'bytes'>, more: readonly string[]): Promise<ReportInput['files']> {
  const names = [...(await beaconStores(folder)).map((store) => `${BEACONS_FOLDER}/${store}.ndjson`), ...more];
  const others = await Promise.all(names.map(async (name) => ({ name, sha256: await sha256File(join(folder, name)), bytes: (await stat(join(folder, name))).size })));
  return [{ name: EVENTS_FILE, sha256, bytes }, ...others];
}

async function enter(results: string, folder: string, summary: RunSummary, putBack: boolean): Promise<void> {
  const { number, id, scenario } = summary.run;
  await enterInLedger(results, { kind: endKind(summary), number, id, scenario, verdict: summary.verdict, putBack, sha256: summary.record.sha256 });
  const known = await latestNumber(results);
  if (known > number) return;
  const latest = { schema: 'redrill.latest/1', number, id, scenario, verdict: summary.verdict, putBack, folder: basename(folder), summary: `${basename(folder)}/run.json`, report: `${basename(folder)}/report.md` };
  await writeFileAtomic(join(results, 'latest.json'), `${JSON.stringify(latest, null, 2)}\n`);
}

function endKind(summary: RunSummary): LedgerEntryKind {
  if (summary.run.endedAt === null || summary.run.stoppedBy === 'interrupted') return 'killed';
  const own: Partial<Record<Verdict, LedgerEntryKind>> = { refused: 'refused', aborted: 'aborted' };
  return own[summary.verdict] ?? 'finished';
}

async function latestNumber(results: string): Promise<number> {
  try {
    const latest = JSON.parse(await readFile(join(results, 'latest.json'), 'utf8')) as { readonly number?: unknown };
    return typeof latest.number === 'number' ? latest.number : 0;
  } catch {
    // No latest yet, or one that says nothing: this run is the newest known.
    return 0;
  }
}
