import { humanDuration } from '#kit/durations';
import { makePlan, type Plan } from '#scenario/make-plan';
import { columns } from '../columns.ts';
import { plainText } from '../plain-text.ts';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { guardTarget } from '../wiring/aws-environment.ts';
import { allFamilies } from '../wiring/families.ts';
import { prepareScenario } from '../wiring/prepared-scenario.ts';
import { chosenScenarios, openProject } from '../wiring/project.ts';

export interface PlanOptions extends CommonOptions {
  readonly variant?: string;
  readonly mutate?: string;
}

/** `redrill plan`: from the documents alone; opens no sandbox and no connection. */
export async function plan(terminal: Terminal, ids: readonly string[], options: PlanOptions): Promise<number> {
  const project = await openProject(terminal, options);
  guardTarget(project.config, terminal.env, 'look');
  const families = allFamilies();
  const plans: Plan[] = [];
  for (const scenario of chosenScenarios(project, ids)) {
    const prepared = await prepareScenario(scenario, options, { config: project.config, families, cwd: terminal.cwd });
    plans.push(makePlan({ scenario, runbook: prepared.runbook, config: project.config, tables: families }));
  }
  if (options.json) terminal.out(JSON.stringify({ plans }, null, 2));
  else plans.flatMap((one, i) => (i > 0 ? ['', ...describe(one)] : describe(one))).forEach((line) => terminal.out(line));
  return 0;
}

function describe(one: Plan): readonly string[] {
  return [
    plainText(`${one.scenario}: ${one.title}`),
    plainText(one.why),
    '',
    'Breaks',
    ...columns(one.faults.map((fault) => [`  ${fault.uses}`, fault.nature, JSON.stringify(fault.with)])),
    'Stores',
    ...columns(one.stores.map((store) => [`  ${store.id}`, `${store.service} ${store.resource}`, `account ${store.account}`, store.region])),
    ...columns(one.stores.flatMap((store) => store.backups.map((backup) => [`    from ${backup.id}`, `${backup.resource}, account ${backup.account}, ${backup.schedule}`]))),
    plainText(`Follows ${one.runbook.path}`),
    ...columns(one.runbook.steps.map((step) => [`  ${step.n}.`, step.title, step.expectedSeconds === null ? step.uses : `${step.uses}, ${humanDuration(step.expectedSeconds)}`])),
    ...one.runbook.unbound.map((step) => plainText(`  ${step.n}. ${step.title}: documented but bound to nothing, so a finding`)),
    'Judged against',
    ...columns(one.objectives.map((set) => [`  ${set.source}`, `RTO ${set.rto}`, `RPO ${set.rpo}`])),
    'Foreseen',
    `  recovery takes at least ${humanDuration(one.rtaFloorSeconds)}: declaring recovery and the manual steps of the document`,
    ...one.stores.map((store) => foreseenLoss(store.id, store.rpaWorstSeconds)),
  ];
}

function foreseenLoss(store: string, seconds: number | null): string {
  return seconds === null ? `  ${store} has no backup: its loss would be complete` : `  ${store} can lose ${humanDuration(seconds)} of writes and the time a copy takes, by its schedule alone`;
}
