import type { ResolvedConfig } from '#contract/config.schema';
import type { FindingState } from '#contract/findings';
import type { CoverageCell, ProgrammeDrill, ProgrammeRun, ProgrammeState, RunMark } from '#contract/programme';
import { microsOf } from '#kit/time';
import { drillState } from './drill-state.ts';
import type { Change } from './drill-state.ts';
import { openFindings } from './open-findings.ts';

export interface ProgrammeInput {
  readonly config: Pick<ResolvedConfig, 'platform' | 'programme'>;
  /** Every known scenario with its stores. */
  readonly scenarios: readonly { readonly id: string; readonly stores: readonly string[] }[];
  readonly runs: readonly ProgrammeRun[];
  /** Newest change by entry id. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Owners and dates of findings; none where it was not read. */
  readonly register?: readonly FindingState[];
  readonly now: string;
}

/** The whole programme at a moment, from the ledger's attempts alone: what is done, due, overdue and stale, what is covered, and which findings are open. */
export function programmeState(input: ProgrammeInput): ProgrammeState {
  const { config, scenarios, runs, changes, now } = input;
  const storesOf = new Map(scenarios.map(({ id, stores }) => [id, stores]));
  const drills = config.programme.flatMap((entry) => entry.scenarios.flatMap((scenario) => entry.variants.map((name) => drillState({ entry, scenario, variant: name === 'default' ? null : name, stores: storesOf.get(scenario) ?? [], runs, now, change: changes.get(entry.id) ?? null }))));
  return {
    schema: 'redrill.programme/1',
    at: now,
    platform: config.platform.name,
    drills,
    stores: config.platform.stores.map(({ id, title }) => ({ id, title })),
    coverage: coverageOf(input, drills),
    findings: openFindings(runs, input.register ?? [], now),
    problems: runs.flatMap(({ problem }) => (problem === null ? [] : [problem])),
  };
}

/** A cell for each store of a scenario. A pass of the store itself counts, also in a run that failed elsewhere. */
function coverageOf({ config, scenarios, runs, now }: ProgrammeInput, drills: readonly ProgrammeDrill[]): readonly CoverageCell[] {
  const known = new Set(config.platform.stores.map(({ id }) => id));
  return scenarios.flatMap(({ id, stores }) => stores.filter((store) => known.has(store)).map((store) => {
    const lastPass = lastPassOf(runs, id, store);
    const planned = drills.filter((drill) => drill.scenario === id);
    return { store, scenario: id, state: stateOf(lastPass, planned, now), lastPass };
  }));
}

function lastPassOf(runs: readonly ProgrammeRun[], scenario: string, store: string): RunMark | null {
  const run = runs.findLast((one) => one.scenario === scenario && one.summary?.run.mutation === null && one.summary.stores.some(({ id, verdict }) => id === store && verdict === 'pass'));
  return run === undefined ? null : { number: run.number, id: run.id, startedAt: run.startedAt, verdict: run.verdict ?? 'inconclusive' };
}

function stateOf(lastPass: RunMark | null, planned: readonly ProgrammeDrill[], now: string): CoverageCell['state'] {
  if (planned.length === 0) return 'not-planned';
  if (lastPass === null) return 'never';
  const fresh = planned.some((drill) => drill.freshUntil !== null && microsOf(drill.freshUntil) > microsOf(now));
  return fresh ? 'fresh' : 'stale';
}
