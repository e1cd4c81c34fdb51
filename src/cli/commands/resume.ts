import { configSchema } from '#contract/config.schema';
import type { RunEvent, RunStarted } from '#contract/events';
import { enterInLedger } from '#evidence/ledger';
import { worstExitCode } from '#judge/exit-code';
import { deepFreeze } from '#kit/deep-freeze';
import { usageError } from '#kit/redrill-error';
import { readRecord } from '#record/read-record';
import { exitCodeOfRun, exitCodeOfSignal } from '../exit-codes.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { carryOut, type CarriedOut } from '../wiring/carry-out.ts';
import { allFamilies } from '../wiring/families.ts';
import { accessForAll } from '../wiring/drill-access.ts';
import { fullDisk, orFullDisk } from '../wiring/full-disk.ts';
import { prepareScenario, type PreparedScenario } from '../wiring/prepared-scenario.ts';
import { openProject, type Project } from '../wiring/project.ts';
import { withSecretsOf } from '../wiring/recorded-config.ts';
import { openRunFolder, putBackFailed, runsToPutBack, type RunFolder } from '../wiring/run-folders.ts';
import { placeOfEndedRun, readPlace, type RunPlace } from '../wiring/run-place.ts';
import { isSeeded, openSession } from '../wiring/sandbox-session.ts';
import { watchSignals, type SignalWatch } from '../wiring/stop-signals.ts';
import { tellResults } from '../wiring/tell-result.ts';
import { scenarioById } from '#scenario/load-scenarios';
import { serviceTools } from '../wiring/service-ports.ts';
import { takeDown } from '../wiring/take-down.ts';

export interface ResumeOptions extends CommonOptions {
  readonly reportOnly?: boolean;
}

/** `redrill resume`: goes on with the newest unfinished run, or the one named, from its record. */
export async function resume(terminal: Terminal, asked: string | undefined, options: ResumeOptions): Promise<number> {
  const project = await openProject(terminal, options);
  guardTarget(project.config, terminal.env, 'change');
  const run = await openRunFolder(project.config.results, asked);
  return goOn({ terminal, options, project, runs: [run], putBackOnly: false });
}

/** `redrill cleanup`: every unfinished run (or the one named) is put back; nothing is broken any more. */
export async function cleanup(terminal: Terminal, asked: string | undefined, options: ResumeOptions): Promise<number> {
  const project = await openProject(terminal, options);
  guardTarget(project.config, terminal.env, 'change');
  const { results } = project.config;
  const found = asked === undefined ? await runsToPutBack(results) : [await openRunFolder(results, asked)];
  const runs = found.filter((run) => asked !== undefined || hasAccount(terminal, run));
  if (found.length === 0 && !options.quiet) terminal.out('nothing to clean up: every run has ended and was put back');
  return goOn({ terminal, options, project, runs, putBackOnly: true });
}

/** One run whose account was deleted must not keep the others from being put back. */
function hasAccount(terminal: Terminal, run: RunFolder): boolean {
  const place = readPlace(run);
  if (place === null || isSeeded(place.state)) return true;
  terminal.err(plainText(`redrill: ${goneText(run, place)}`));
  return false;
}

function goneText(run: RunFolder, { state }: RunPlace): string {
  return `${run.id}: the account that it drilled is gone (there is no seeded sandbox in ${state}), so there is nothing to go on with and nothing to put back; its report can still be rendered with redrill report ${run.number}`;
}

interface GoOn {
  readonly terminal: Terminal;
  readonly options: ResumeOptions;
  readonly project: Project;
  readonly runs: readonly RunFolder[];
  readonly putBackOnly: boolean;
}

async function goOn(work: GoOn): Promise<number> {
  const { terminal, options, runs, putBackOnly } = work;
  const stop = watchSignals(process, (name, count) => terminal.err(`redrill: ${name}${count === 1 ? ': put-back goes on; once more leaves at once' : ' again: leaving'}`));
  const done: CarriedOut[] = [];
  try {
    for (const run of runs) done.push(await goOnWith(work, run, stop));
  } finally {
    stop.close();
    if (!options.json) tellResults(terminal, done);
  }
  const left = stop.leftBy();
  if (left !== null) return exitCodeOfSignal(left);
  // A clean-up succeeds when everything is put back; the verdict of a run that was given up is no failure of it.
  return worstExitCode(done.map(({ summary, putBackOk }) => (putBackOnly ? (putBackOk ? 0 : 7) : exitCodeOfRun(summary.verdict, { putBackOk, reportOnly: options.reportOnly ?? false }))));
}

async function goOnWith(work: GoOn, run: RunFolder, stop: SignalWatch): Promise<CarriedOut> {
  const { terminal, options, project, putBackOnly } = work;
  const place = placeOfEndedRun(run);
  if (!isSeeded(place.state)) throw usageError('resume.no-account', goneText(run, place));
  const { events } = await readRecord(run.folder);
  if (events.some((event) => event.type === 'run.ended') && !(putBackOnly && putBackFailed(events))) throw usageError('resume.ended', `${run.id} has ended; render its report with redrill report ${run.number}`);
  const started = startedOf(run, events);
  const families = allFamilies();
  const prepared = await sameScenario(project, started, { families, config: deepFreeze(configSchema.parse(withSecretsOf(project.config, started.config))), cwd: terminal.cwd });
  const { config } = prepared;
  if (!putBackOnly) sameRunbook(run, prepared, events);
  // Of the whole platform, as at the start: the way of this run leaves out backups that other drills rest on.
  const access = await accessForAll({ config: project.config, scenarios: [...project.scenarios.values()], cwd: terminal.cwd });
  const session = await orFullDisk(place.state, () => openSession({ state: place.state, config, access, say: (text) => { if (!options.quiet && !options.json) terminal.err(plainText(text)); }, signal: stop.second }));
  let done = false;
  try {
    await enterInLedger(project.config.results, { kind: 'resumed', number: run.number, id: run.id, scenario: started.scenario, verdict: null, putBack: null, sha256: null });
    const result = await carryOut({ terminal, run, results: project.config.results, prepared, config, families, session, started, tools: await serviceTools(config, terminal.env), stop, resumedBy: terminal.env['USER'] ?? 'unknown', putBackOnly, how: options });
    if (options.json) terminal.out(JSON.stringify({ type: 'run', ...result.summary }));
    const full = fullDisk(place.state);
    if (full !== null) terminal.err(`redrill: ${full}`);
    if (result.lost !== null) terminal.err(`redrill: ${plainText(result.lost)}; go on with "redrill resume ${run.number}", or put back with "redrill cleanup ${run.number}"`);
    done = stop.leftBy() === null && result.lost === null && result.putBackOk;
    return result;
  } finally {
    await session.close();
    // Not while there is something to put back: the account of a fresh run is where that happens.
    if (place.fresh && done) await takeDown(place.state, { deleteState: true });
  }
}

function startedOf(run: RunFolder, events: readonly RunEvent[]): RunStarted {
  const first = events.find((event) => event.type === 'run.started');
  if (first?.type === 'run.started') return first.data;
  throw usageError('resume.not-begun', `${run.id} was killed before its first fact, so it has changed nothing; start a new run`);
}

async function sameScenario(project: Project, started: RunStarted, how: Parameters<typeof prepareScenario>[2]): Promise<PreparedScenario> {
  const chosen = { ...(started.variant === null ? {} : { variant: started.variant }), ...(started.mutation === null ? {} : { mutate: started.mutation }) };
  return prepareScenario(scenarioById(project.scenarios, started.scenario), chosen, how);
}

/** Half a restore by one edition and half by another would be neither. */
function sameRunbook(run: RunFolder, { runbook, failback }: PreparedScenario, events: readonly RunEvent[]): void {
  const planned = events.findLast((event) => event.type === 'plan.made');
  if (planned?.type !== 'plan.made') return;
  for (const [was, is] of [[planned.data.runbook, runbook], [planned.data.failback, failback]] as const) {
    if (!was || !is || was.sha256 === is.sha256) continue;
    throw usageError('resume.runbook-changed', `${run.id}: ${is.path} was changed since the run began (sha256 ${was.sha256.slice(0, 12)} then, ${is.sha256.slice(0, 12)} now); bring the document back to go on, or put back what was changed with "redrill cleanup ${run.number}"`);
  }
}
