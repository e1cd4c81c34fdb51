import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { Runbook, RunbookStep } from '#contract/runbook';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { durationSeconds } from '#kit/durations';
import { longestPath } from '#kit/longest-path';
import type { BindingTables } from './check-bindings.ts';
import { stepNeeds } from './step-needs.ts';

/** A drill before it happens, from documents alone: nothing here has looked at an account. */
export interface Plan {
  readonly scenario: string;
  readonly title: string;
  readonly why: string;
  readonly threat: string;
  readonly claims: readonly string[];
  readonly faults: readonly { readonly uses: string; readonly nature: 'destructive' | 'reversible' | 'unknown'; readonly with: Readonly<Record<string, unknown>> }[];
  readonly stores: readonly PlannedStore[];
  readonly runbook: { readonly path: string; readonly sha256: string; readonly title: string; readonly steps: readonly PlannedStep[]; readonly unbound: Runbook['unbound'] };
  /** The way back, where there is one. */
  readonly failback: { readonly path: string; readonly sha256: string; readonly steps: readonly PlannedStep[] } | null;
  readonly objectives: readonly { readonly source: string; readonly rto: string; readonly rpo: string }[];
  /** What the documents promise at best: waiting for people and manual steps alone, before any data has moved. */
  readonly rtaFloorSeconds: number;
}

export interface PlannedStore {
  readonly id: string;
  readonly service: string;
  readonly resource: string;
  readonly account: string;
  readonly region: string;
  readonly backups: readonly { readonly id: string; readonly resource: string; readonly account: string; readonly region: string; readonly schedule: string; readonly everySeconds: number }[];
  /** Oldest data that the shortest schedule lets be lost, before the copy's own duration; null without a backup. */
  readonly rpaWorstSeconds: number | null;
}

export interface PlannedStep {
  readonly n: number;
  readonly title: string;
  readonly line: number;
  readonly uses: string;
  readonly lane: string | null;
  readonly after: readonly string[];
  readonly effects: readonly string[];
  readonly expectedSeconds: number | null;
}

/** The plan of a scenario whose runbook and faults have been checked. */
export function makePlan({ scenario, runbook, failback = null, config, tables }: { readonly scenario: ResolvedScenario; readonly runbook: Runbook; readonly failback?: Runbook | null; readonly config: ResolvedConfig; readonly tables: BindingTables }): Plan {
  const steps = runbook.steps.map((step) => plannedStep(step, tables));
  const needs = stepNeeds(runbook.steps);
  const { declareAfter } = config.people;
  return {
    scenario: scenario.id,
    title: scenario.title,
    why: scenario.why,
    threat: scenario.threat,
    claims: scenario.claims,
    faults: scenario.faults.map((fault) => ({ uses: fault.uses, nature: tables.faults.get(fault.uses)?.nature ?? 'unknown', with: fault.with })),
    stores: config.platform.stores.filter((store) => scenario.stores.includes(store.id)).map((store) => plannedStore(store, config)),
    runbook: { path: runbook.path, sha256: runbook.sha256, title: runbook.title, steps, unbound: runbook.unbound },
    failback: failback === null ? null : { path: failback.path, sha256: failback.sha256, steps: failback.steps.map((step) => plannedStep(step, tables)) },
    objectives: objectivesFor(scenario, config),
    rtaFloorSeconds: durationSeconds(declareAfter) + longestPath(steps.map(({ n, expectedSeconds }) => ({ n, seconds: expectedSeconds ?? 0, needs: needs.get(n) ?? [] }))).seconds,
  };
}

function plannedStep(step: RunbookStep, tables: BindingTables): PlannedStep {
  return {
    n: step.n,
    title: step.title,
    line: step.line,
    uses: step.uses === 'check' ? `check ${String(step.with['probe'])}` : step.uses,
    lane: step.lane,
    after: step.after,
    effects: tables.steps.get(step.uses)?.effects ?? [],
    expectedSeconds: step.manual ? durationSeconds(step.manual.expected) : null,
  };
}

/** A scenario's own objectives replace the house set; every other set is judged as well. */
export function objectivesFor(scenario: ResolvedScenario, config: ResolvedConfig): readonly { readonly source: string; readonly rto: string; readonly rpo: string }[] {
  return config.objectives.map(({ source, rto, rpo }) => (source === 'house' && scenario.objectives ? { source, ...scenario.objectives } : { source, rto, rpo }));
}

function plannedStore(store: StoreConfig, config: ResolvedConfig): PlannedStore {
  const backups = store.backups.map(({ id, resource, account, region, schedule, every }) => ({ id, resource, account: config.accounts[account].id, region, schedule, everySeconds: durationSeconds(every) }));
  return {
    id: store.id,
    service: store.service,
    resource: store.resource,
    account: config.accounts[store.account].id,
    region: store.region,
    backups,
    rpaWorstSeconds: backups.length === 0 ? null : Math.min(...backups.map((one) => one.everySeconds)),
  };
}
