import { relative } from 'node:path';
import { EXIT } from '#contract/errors';
import type { Families } from '#contract/modules';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { randomToken } from '#kit/ids';
import { proveWritable } from '#kit/prove-writable';
import { drawRun } from '#evidence/ledger';
import { worstExitCode } from '#judge/exit-code';
import { readRecord } from '#record/read-record';
import { usageError } from '#kit/redrill-error';
import { exitCodeOfRun, exitCodeOfSignal } from '../exit-codes.ts';
import { plainText } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget, ignoredVariables } from '../wiring/aws-environment.ts';
import { carryOut, type CarriedOut } from '../wiring/carry-out.ts';
import { allFamilies } from '../wiring/families.ts';
import { fitMutations } from '../wiring/fit-mutations.ts';
import { engineFacts } from '../wiring/engine-facts.ts';
import { fullDisk, orFullDisk } from '../wiring/full-disk.ts';
import { leftChanged } from '../wiring/left-changed.ts';
import { accessForAll } from '../wiring/drill-access.ts';
import { lastPages } from '../wiring/last-pages.ts';
import { leftOut } from '../wiring/left-out.ts';
import { prepareScenario, type PreparedScenario } from '../wiring/prepared-scenario.ts';
import { chosenScenarios, openProject, type Project } from '../wiring/project.ts';
import { writePlace } from '../wiring/run-place.ts';
import { runStarted } from '../wiring/run-started.ts';
import { openSession, type SandboxSession } from '../wiring/sandbox-session.ts';
import { tellSensitivity } from '../wiring/sensitivity.ts';
import { notRun, seriesEnds } from '../wiring/series-end.ts';
import type { NotRun } from '../wiring/series-end.ts';
import { serviceFileProblems } from '../wiring/service-files.ts';
import { serviceEngines, serviceGaps, serviceTools } from '../wiring/service-ports.ts';
import { seedSize } from '../wiring/seed-size.ts';
import { stateFolder } from '../wiring/state-folder.ts';
import { copyState, seedTemplate } from '../wiring/state-template.ts';
import { isSandboxState, takeDown } from '../wiring/take-down.ts';
import { watchSignals, type SignalWatch } from '../wiring/stop-signals.ts';
import type { HomeOptions } from '../wiring/with-home.ts';
import { tellResults } from '../wiring/tell-result.ts';


export interface RunOptions extends HomeOptions {
  readonly all?: boolean;
  readonly without?: string;
  readonly variant?: string;
  readonly mutate?: string;
  readonly allMutations?: boolean;
  readonly attended?: boolean;
  readonly fresh?: boolean;
  readonly keep?: boolean;
  readonly reportOnly?: boolean;
  /** False with --no-pdf. */
  readonly pdf?: boolean;
  readonly seedValue?: string;
  /** Sizes of the seed of an empty account. */
  readonly objects?: string;
  readonly scale?: string;
  readonly stores?: string;
  readonly days?: string;
}

/** What all runs of one command share. */
interface Series {
  readonly terminal: Terminal;
  readonly options: RunOptions;
  readonly project: Project;
  readonly families: Families;
  readonly stop: SignalWatch;
}

/** `redrill run`: every document is checked before anything is opened; then one drill after the other. */
export async function run(terminal: Terminal, ids: readonly string[], options: RunOptions): Promise<number> {
  const project = leftOut(await openProject(terminal, withSeed(options)), options.without);
  refuseMissing(project);
  guardTarget(project.config, terminal.env, 'change');
  tellIgnored(terminal, options);
  const families = allFamilies();
  const drills = await chosenDrills({ project, families, options, terminal }, ids);
  proveWritable(project.config.results, { what: 'the results folder', hint: 'mend that, or choose another one with --set results=<folder>' });
  const stop = watchSignals(process, (name, count) => tellSignal(terminal, name, count));
  const done: CarriedOut[] = [];
  let missing: readonly NotRun[] = [];
  try {
    const why = await carryOutAll({ terminal, options, project, families, stop }, drills, done);
    if (why !== null) missing = notRun(drills.slice(done.length), why);
  } finally {
    stop.close();
    if (!options.json) tellResults(terminal, done, missing);
  }
  if (options.json) for (const one of missing) terminal.out(JSON.stringify({ type: 'not-run', ...one }));
  if (stop.leftBy() === null) await writeLast({ terminal, options, project }, done, missing);
  return exitCode({ terminal, options, stop }, done, missing);
}

function refuseMissing({ config, file }: Project): void {
  const problems = serviceFileProblems(config, file);
  if (problems.length > 0) throw usageError('config.service-files', problems.join('\n'));
}

async function writeLast({ terminal, options, project }: Pick<Series, 'terminal' | 'options' | 'project'>, done: readonly CarriedOut[], missing: readonly NotRun[]): Promise<void> {
  const { config } = project;
  const page = await lastPages({ terminal, results: config.results, stores: config.platform.stores.map(({ id }) => id), done, missing, pdf: options.pdf !== false });
  if (page !== null && !options.json) terminal.out(`all of them on one page: ${plainText(relative(terminal.cwd, page))}`);
}

/** A series that did not come to its end is no success, however well went what was run. */
function exitCode({ terminal, options, stop }: Pick<Series, 'terminal' | 'options' | 'stop'>, done: readonly CarriedOut[], missing: readonly NotRun[]): number {
  const left = stop.leftBy();
  if (left !== null) return exitCodeOfSignal(left);
  const codes = options.allMutations ? [tellSensitivity(terminal, options, done)] : done.map(({ summary, putBackOk }) => exitCodeOfRun(summary.verdict, { putBackOk, reportOnly: options.reportOnly ?? false }));
  return worstExitCode(missing.length > 0 ? [...codes, EXIT.aborted] : codes);
}

/**
 * With --fresh, and always for mutations, each drill gets an account of its own, because what one did must not reach the next. Resolves with
 * why it ended before the last one; null when all were run.
 */
async function carryOutAll(series: Series, drills: readonly PreparedScenario[], done: CarriedOut[]): Promise<string | null> {
  const { options, terminal } = series;
  if (options.fresh || options.allMutations) return inFreshAccounts(series, drills, done);
  const state = stateFolder(terminal, options);
  const session = await orFullDisk(state, async () => openSession(await sessionInput(series, state)));
  try {
    for (const drill of drills) {
      const why = seriesEnds(series.stop.first, done.at(-1));
      if (why !== null) return why;
      done.push(await one(series, session, drill));
    }
    return null;
  } finally {
    await session.close();
  }
}

/** Several accounts are copies of one that is seeded once. */
async function inFreshAccounts(series: Series, drills: readonly PreparedScenario[], done: CarriedOut[]): Promise<string | null> {
  const base = `${stateFolder(series.terminal, series.options)}-fresh`;
  const template = drills.length > 1 ? `${base}-template-${randomToken(4)}` : null;
  try {
    if (template !== null) await seedTemplate(await sessionInput(series, template));
    for (const drill of drills) {
      const why = seriesEnds(series.stop.first, undefined);
      if (why !== null) return why;
      const state = `${base}-${randomToken(4)}`;
      if (template !== null) await copyState(template, state);
      done.push(await inFreshAccount(series, state, (session) => one(series, session, drill)));
    }
    return null;
  } finally {
    if (template !== null && isSandboxState(template)) await takeDown(template, { deleteState: true });
  }
}

async function inFreshAccount(series: Series, state: string, work: (session: SandboxSession) => Promise<CarriedOut>): Promise<CarriedOut> {
  const { terminal, options, stop } = series;
  let left = false;
  try {
    const session = await orFullDisk(state, async () => openSession(await sessionInput(series, state)));
    left = true;
    try {
      const result = await work(session);
      left = stop.leftBy() !== null || result.lost !== null || !result.putBackOk;
      return result;
    } finally {
      await session.close();
    }
  } finally {
    // A run that was left or could not finish needs its account: redrill resume goes on in it.
    if (left || options.keep) terminal.err(`redrill: the sandbox stays up, state in ${state}`);
    else if (isSandboxState(state)) await takeDown(state, { deleteState: true });
  }
}

async function sessionInput({ terminal, options, project, stop }: Series, state: string): Promise<Parameters<typeof openSession>[0]> {
  const access = await accessForAll({ config: project.config, scenarios: [...project.scenarios.values()], cwd: terminal.cwd });
  return { state, config: project.config, access, say: (text) => { if (!options.quiet && !options.json) terminal.err(plainText(text)); }, signal: stop.first, seed: seedSize(options) };
}

async function one(series: Series, session: SandboxSession, prepared: PreparedScenario): Promise<CarriedOut> {
  const { terminal, options, project, families, stop } = series;
  const { config } = prepared;
  const drawn = await drawRun(config.results, prepared.scenario.id);
  await options.atHome?.claim();
  writePlace(drawn.folder, { state: session.state, fresh: (options.fresh ?? false) || (options.allMutations ?? false) });
  const tools = await serviceTools(config, terminal.env);
  const engines = [...(await engineFacts(config.platform.stores.filter(({ id }) => prepared.scenario.stores.includes(id)).map(({ service }) => service))), ...serviceEngines(tools)];
  const started = runStarted({ terminal, prepared, config: project.config, drawn, attended: options.attended ?? false, engines, gaps: serviceGaps(config, tools) });
  const result = await carryOut({ terminal, prepared, config, families, session, started, tools, stop, run: drawn, results: config.results, resumedBy: null, how: options });
  if (options.json) terminal.out(JSON.stringify({ type: 'run', ...result.summary }));
  const full = fullDisk(session.state);
  if (full !== null) terminal.err(`redrill: ${full}`);
  if (stop.leftBy() !== null || result.lost !== null) await tellWhatIsLeft(terminal, result);
  return result;
}

async function tellWhatIsLeft(terminal: Terminal, { run, lost }: CarriedOut): Promise<void> {
  if (lost !== null) terminal.err(`redrill: ${plainText(lost)}`);
  const { events } = await readRecord(run.folder);
  const left = leftChanged(events);
  terminal.err(`redrill: ${run.id} was left; ${left.length === 0 ? 'nothing was changed' : 'still changed:'}`);
  for (const what of left) terminal.err(plainText(`    ${what}`));
  if (left.length > 0) terminal.err(`redrill: go on with "redrill resume ${run.number}", or put back with "redrill cleanup ${run.number}"`);
}

async function chosenDrills({ project, families, options, terminal }: Pick<Series, 'project' | 'families' | 'options' | 'terminal'>, ids: readonly string[]): Promise<readonly PreparedScenario[]> {
  if (options.allMutations && options.mutate !== undefined) throw usageError('usage.mutations', '--mutate and --all-mutations exclude each other; give one of them');
  if (options.all && ids.length > 0) throw usageError('usage.all', `--all means every scenario, got ${ids.join(', ')} as well; give one of them`);
  const drills: PreparedScenario[] = [];
  for (const scenario of chosenScenarios(project, options.all ? [...project.scenarios.keys()] : ids)) {
    const mutations = options.allMutations ? applicable(scenario, { project, families, options, terminal }) : options.mutate?.split(',').map((name) => name.trim()) ?? [undefined];
    for (const mutate of mutations) {
      const chosen = { ...(options.variant === undefined ? {} : { variant: options.variant }), ...(mutate === undefined ? {} : { mutate }) };
      drills.push(await prepareScenario(scenario, chosen, { config: project.config, families, cwd: terminal.cwd }));
    }
  }
  return drills;
}

/** A sabotage with nothing to spoil on this way is left out aloud: it counts neither as tried nor as seen. */
function applicable(scenario: ResolvedScenario, { project, families, options, terminal }: Pick<Series, 'project' | 'families' | 'options' | 'terminal'>): readonly string[] {
  const { fit, leftOut } = fitMutations(scenario, options.variant ?? null, { config: project.config, families });
  if (!options.json) for (const why of leftOut) terminal.err(`redrill: left out: ${plainText(why)}`);
  return fit;
}

function withSeed(options: RunOptions): RunOptions {
  return options.seedValue === undefined ? options : { ...options, set: [...(options.set ?? []), `seed=${options.seedValue}`] };
}

function tellIgnored(terminal: Terminal, options: RunOptions): void {
  const ignored = ignoredVariables(terminal.env);
  if (options.verbose && ignored.length > 0) terminal.err(`redrill: ${ignored.join(', ')} have no say in sandbox mode`);
}

function tellSignal(terminal: Terminal, name: string, count: 1 | 2): void {
  terminal.err(count === 1 ? `redrill: ${name}: nothing more will be broken, what was begun is recovered and put back; once more leaves at once` : `redrill: ${name} again: leaving`);
}
