import type { Config } from '#contract/config.schema';
import type { Scenario } from '#contract/scenario.schema';

export type { Config, ResolvedConfig } from '#contract/config.schema';
export type { Scenario } from '#contract/scenario.schema';
export type { RunSummary, StoreSummary, Finding, Verdict } from '#contract/run-summary';
export type { RunEvent, EventData, EventType } from '#contract/events';

/** Types a `harness.config.ts`; hands the same plain data back, so that loading it runs nothing. */
export function defineConfig(config: Config): Config {
  return config;
}

/** Types a scenario file; hands the same plain data back, so that loading it runs nothing. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
