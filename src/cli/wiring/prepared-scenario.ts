import { readFile } from 'node:fs/promises';
import type { ResolvedConfig } from '#contract/config.schema';
import type { Families, MutationModule } from '#contract/modules';
import type { Runbook } from '#contract/runbook';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { ioReason } from '#kit/io-reason';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { checkFaults, checkRunbook } from '#scenario/check-bindings';
import { chooseWay } from '#scenario/choose-way';
import { parseRunbook } from '#scenario/parse-runbook';
import { mutationKey, serviceOf, variantKey } from './families.ts';
import { unfitness } from './fit-mutations.ts';
import { findNamedFiles } from './named-files.ts';
import { packageInfo } from './package-info.ts';
import { checkAgainstConfig } from './project.ts';

/** A scenario whose document, faults, stores, variant and mutation have been checked, before anything is opened or changed. */
export interface PreparedScenario {
  readonly scenario: ResolvedScenario;
  /** The project's config with only the backups that this way through the disaster rests on. */
  readonly config: ResolvedConfig;
  readonly runbook: Runbook;
  /** The way back, where this way through the disaster has one. */
  readonly failback: Runbook | null;
  readonly variant: string | null;
  readonly mutation: string | null;
  /** What a sabotaged run has to end with to count as seen. */
  readonly mutationExpect: { readonly verdict: string; readonly reasonCode: string } | null;
}

/** Throws one RedrillError (exit 64) with every problem found. */
export async function prepareScenario(asked: ResolvedScenario, chosen: { readonly variant?: string; readonly mutate?: string }, { config: whole, families, cwd }: { readonly config: ResolvedConfig; readonly families: Families; readonly cwd: string }): Promise<PreparedScenario> {
  const { scenario, config, problems: wayProblems } = chooseWay(asked, chosen.variant ?? null, whole);
  const folders = [config.scenarios, packageInfo().shippedScenarios];
  const parsed = parseRunbook(shortPath(scenario.runbookPath, cwd), await readRunbook(scenario, scenario.runbookPath));
  const { runbook, problems: missing } = findNamedFiles(parsed, scenario, folders);
  const wayBack = scenario.failbackPath === null ? null : parseRunbook(shortPath(scenario.failbackPath, cwd), await readRunbook(scenario, scenario.failbackPath), { goesOn: parsed });
  const back = wayBack === null ? null : findNamedFiles(wayBack, scenario, folders);
  const service = serviceOf(scenario, config);
  const mutation = chosen.mutate === undefined ? undefined : families.mutations.get(mutationKey(service, chosen.mutate));
  const problems = [
    ...checkAgainstConfig(scenario, config),
    ...wayProblems,
    ...checkFaults(scenario, families),
    ...checkRunbook(parsed, families),
    ...missing,
    ...foreignStores(scenario, runbook),
    ...(wayBack === null || back === null ? [] : [...checkRunbook(wayBack, families), ...back.problems, ...foreignSteps(scenario, back.runbook), ...overlapping(runbook, back.runbook)]),
    ...unknownNames(scenario, families, config),
    ...notOffered(scenario, 'variant', chosen.variant, scenario.variants),
    ...notOffered(scenario, 'mutation', chosen.mutate, scenario.mutations),
    ...pointlessMutation({ scenario, runbook, config }, mutation),
  ];
  if (problems.length > 0) throw usageError('scenario.invalid', problems.join('\n'));
  return { scenario, config, runbook, failback: back?.runbook ?? null, variant: chosen.variant ?? null, mutation: chosen.mutate ?? null, mutationExpect: mutation?.expect ?? null };
}

/** The document's path as a reader of the report would type it. */
function shortPath(path: string, cwd: string): string {
  const home = [`${cwd}/`, `${packageInfo().base}/`].find((prefix) => path.startsWith(prefix));
  return home === undefined ? path : path.slice(home.length);
}

async function readRunbook(scenario: ResolvedScenario, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usageError('runbook.unreadable', `${scenario.file}: the document cannot be read at ${path}: ${ioReason(error) ?? (error instanceof Error ? error.message : String(error))}; expected a path relative to the scenario's file`, error);
  }
}

/** A sabotage of another store than the first one is named with its service: `opensearch/one-missing`. */
function mutationNames(scenario: ResolvedScenario, families: Families, config: ResolvedConfig): readonly string[] {
  const service = serviceOf(scenario, config);
  // A fault that is of no store's service, such as the loss of a region, has sabotages of its own.
  const others = new Set<string>([...config.platform.stores.filter((store) => scenario.stores.includes(store.id)).map((store) => store.service), ...scenario.faults.map(({ uses }) => uses.split('.')[0] ?? '')]);
  return [...families.mutations.values()].flatMap((one) => (one.service === service ? [one.id] : others.has(one.service) ? [`${one.service}/${one.id}`] : []));
}

function unknownNames(scenario: ResolvedScenario, families: Families, config: ResolvedConfig): readonly string[] {
  const { id, file, variants, mutations } = scenario;
  const check = (kind: string, names: readonly string[], known: readonly string[]): readonly string[] =>
    names.filter((name) => !known.includes(name)).map((name) => `${file}: ${kind} names "${name}", which ${elsewhere(kind, name) ?? `does not exist${didYouMean(name, known)}`}`);
  const elsewhere = (kind: string, name: string): string | null => {
    const owner = kind === 'variants' ? [...families.variants.values()].find((one) => one.id === name)?.scenario : undefined;
    return owner === undefined ? null : `belongs to the scenario ${owner} alone; leave it out of a scenario with another id`;
  };
  const ownVariants = [...families.variants.values()].filter((one) => families.variants.get(variantKey(id, one.id)) === one).map((one) => one.id);
  return [...check('variants', variants, ownVariants), ...check('mutations', mutations, mutationNames(scenario, families, config))];
}

/** A step or fault at a store that the scenario does not name would only be found out in the middle of the drill. */
function foreignStores(scenario: ResolvedScenario, runbook: Runbook): readonly string[] {
  return [...scenario.faults.flatMap((fault, i) => foreign(scenario, `${scenario.file}: faults[${i}].with`, fault.with['store'])), ...foreignSteps(scenario, runbook)];
}

function foreignSteps(scenario: ResolvedScenario, { path, steps }: Runbook): readonly string[] {
  return steps.flatMap((step) => ['store', 'database'].flatMap((key) => (key in step.with ? foreign(scenario, `${path}:${step.line}: step ${step.n}: with`, step.with[key]) : [])));
}

function foreign({ id, stores }: ResolvedScenario, where: string, store: unknown): readonly string[] {
  if (typeof store !== 'string' || store.startsWith('$') || stores.includes(store)) return [];
  return [`${where}: store "${store}" is none of scenario ${id}${didYouMean(store, stores) || `; its stores: ${stores.join(', ')}`}`];
}

/** Both documents are one list of steps to whoever asks which one is done. */
function overlapping(runbook: Runbook, back: Runbook): readonly string[] {
  const last = Math.max(0, ...runbook.steps.map(({ n }) => n));
  const first = back.steps[0];
  return first !== undefined && first.n <= last ? [`${back.path}:${first.line}: its steps begin with number ${first.n}, and ${runbook.path} ends with ${last}; begin above that, at ${Math.ceil((last + 1) / 100) * 100 + 1} for instance`] : [];
}

/** A sabotage of a step that the document does not have would never happen, and its drill would pass for the wrong reason. */
function pointlessMutation({ scenario, runbook, config }: { readonly scenario: ResolvedScenario; readonly runbook: Runbook; readonly config: ResolvedConfig }, mutation: MutationModule | undefined): readonly string[] {
  const unfit = mutation === undefined ? null : unfitness(mutation, scenario, config);
  if (unfit !== null) return [unfit];
  const around = mutation?.kind === 'restore' ? [mutation.step ?? []].flat() : [];
  if (around.length === 0 || runbook.steps.some((step) => around.includes(step.uses))) return [];
  return [`scenario ${scenario.id}: mutation ${mutation?.id} sabotages the step ${around.join(' or ')}, which ${runbook.path} does not have`];
}

function notOffered(scenario: ResolvedScenario, kind: string, asked: string | undefined, offered: readonly string[]): readonly string[] {
  if (asked === undefined || offered.includes(asked)) return [];
  return [`scenario ${scenario.id} has no ${kind} "${asked}"${didYouMean(asked, offered) || `; it has: ${offered.join(', ') || 'none'}`}`];
}
