import { durationSeconds, humanDuration } from '#kit/durations';
import { makePlan, type Plan, type PlannedStep } from '#scenario/make-plan';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { allFamilies, mutationKey, serviceOf, variantKey } from '../wiring/families.ts';
import { lastMeasured, type LastMeasured } from '../wiring/last-measured.ts';
import { prepareScenario, type PreparedScenario } from '../wiring/prepared-scenario.ts';
import { chosenScenarios, openProject } from '../wiring/project.ts';
import { serviceFileProblems } from '../wiring/service-files.ts';

export interface PlanOptions extends CommonOptions {
  readonly variant?: string;
  readonly mutate?: string;
}

/** `redrill plan`: from the documents alone; opens no sandbox and no connection. */
export async function plan(terminal: Terminal, ids: readonly string[], options: PlanOptions): Promise<number> {
  const project = await openProject(terminal, options);
  for (const problem of serviceFileProblems(project.config, project.file)) terminal.err(`redrill: run would refuse: ${plainText(problem)}`);
  guardTarget(project.config, terminal.env, 'look');
  const families = allFamilies();
  const plans: Planned[] = [];
  for (const scenario of chosenScenarios(project, ids)) {
    const prepared = await prepareScenario(scenario, options, { config: project.config, families, cwd: terminal.cwd });
    const made = makePlan({ scenario: prepared.scenario, runbook: prepared.runbook, failback: prepared.failback, config: prepared.config, tables: families });
    const variant = prepared.variant === null ? null : { id: prepared.variant, title: families.variants.get(variantKey(scenario.id, prepared.variant))?.title ?? '' };
    const mutation = prepared.mutation === null ? null : { id: prepared.mutation, title: families.mutations.get(mutationKey(serviceOf(scenario, project.config), prepared.mutation))?.title ?? '', expect: prepared.mutationExpect };
    plans.push({ ...made, variant, mutation, last: await lastMeasured(project.config.results, scenario.id) });
  }
  if (options.json) terminal.out(JSON.stringify({ plans }, null, 2));
  else plans.flatMap((one, i) => (i > 0 ? ['', ...describe(one)] : describe(one))).forEach((line) => terminal.out(line));
  return 0;
}

/** A plan with what was chosen on the command line, and what the newest run of this scenario measured. */
interface Planned extends Plan {
  readonly variant: { readonly id: string; readonly title: string } | null;
  readonly mutation: { readonly id: string; readonly title: string; readonly expect: PreparedScenario['mutationExpect'] } | null;
  readonly last: LastMeasured | null;
}

function describe(one: Planned): readonly string[] {
  return [
    plainText(`${one.scenario}: ${one.title}`),
    plainText(one.why),
    '',
    'Breaks',
    ...columns(one.faults.map((fault) => [`  ${fault.uses}`, fault.nature, argumentsText(fault.with)])),
    ...(one.variant === null ? [] : [plainText(`  variant ${one.variant.id}: ${one.variant.title}`)]),
    ...(one.mutation === null ? [] : [plainText(`  sabotage ${one.mutation.id}: ${one.mutation.title}; must end as ${one.mutation.expect?.verdict ?? 'red'} with ${one.mutation.expect?.reasonCode ?? 'its reason'}`)]),
    'Stores',
    ...columns(one.stores.map((store) => [`  ${store.id}`, `${store.service} ${store.resource}`, `account ${store.account}`, store.region])),
    ...columns(one.stores.flatMap((store) => store.backups.map((backup) => [`    from ${backup.id}`, `${backup.resource}, account ${backup.account}${backup.region === store.region ? '' : `, ${backup.region}`}, ${backup.schedule}`]))),
    plainText(`Follows ${one.runbook.path}`),
    ...columns(one.runbook.steps.map(stepColumns)),
    ...one.runbook.unbound.map((step) => plainText(`  ${step.n}. ${step.title}: documented but bound to nothing, so a finding`)),
    ...(one.failback === null ? [] : [plainText(`Goes back by ${one.failback.path}`), ...columns(one.failback.steps.map(stepColumns))]),
    'Judged against',
    ...columns(one.objectives.map((set) => [`  ${set.source}`, `RTO ${humanDuration(durationSeconds(set.rto))}`, `RPO ${humanDuration(durationSeconds(set.rpo))}`])),
    'Foreseen',
    `  recovery takes at least ${humanDuration(one.rtaFloorSeconds)}: declaring recovery and the manual steps of the document`,
    ...one.stores.map((store) => foreseenLoss(store.id, store.rpaWorstSeconds)),
    ...(one.last === null ? ['  no run of this scenario has measured it yet'] : [plainText(`  measured last, in ${one.last.run}: recovered in ${timeText(one.last.rtaSeconds)}, lost ${timeText(one.last.rpaSeconds)}, at worst ${timeText(one.last.rpaWorstSeconds)}`)]),
  ];
}

function stepColumns({ n, title, uses, lane, after, expectedSeconds }: PlannedStep): readonly string[] {
  const place = lane === null ? '' : `, lane ${lane}${after.length === 0 ? '' : ` after ${after.join(', ')}`}`;
  return [`  ${n}.`, title, `${uses}${expectedSeconds === null ? '' : `, ${humanDuration(expectedSeconds)}`}${place}`];
}

function argumentsText(args: Readonly<Record<string, unknown>>): string {
  return Object.entries(args).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}

function timeText(seconds: number | null): string {
  return seconds === null ? 'not measured' : humanDuration(seconds);
}

function foreseenLoss(store: string, seconds: number | null): string {
  return seconds === null ? `  ${store} has no backup: its loss would be complete` : `  ${store} can lose ${humanDuration(seconds)} of writes and the time a copy takes, by its schedule alone`;
}
