import { join } from 'node:path';
import type { ResolvedConfig } from '#contract/config.schema';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { loadConfig, type LoadedConfig } from '#config/load-config';
import { didYouMean } from '#kit/nearest';
import { usageError } from '#kit/redrill-error';
import { loadScenarios, scenarioById } from '#scenario/load-scenarios';
import type { CommonOptions } from '../program/common-options.ts';
import type { Terminal } from '../terminal.ts';
import { packageInfo } from './package-info.ts';

/** The config and the scenarios a command works with. */
export interface Project extends LoadedConfig {
  readonly scenarios: ReadonlyMap<string, ResolvedScenario>;
}

/** Loads and checks both; changes nothing. Throws one RedrillError with every problem. */
export async function openProject(terminal: Terminal, options: CommonOptions): Promise<Project> {
  const loaded = await openConfig(terminal, options);
  const { shippedScenarios } = packageInfo();
  const scenarios = await loadScenarios([shippedScenarios, join(terminal.cwd, 'scenarios'), loaded.config.scenarios]);
  const unknown = loaded.config.headline.filter((id) => !scenarios.has(id));
  if (unknown.length > 0) {
    throw usageError('config.headline', unknown.map((id) => `${loaded.file}: headline names the scenario "${id}", which does not exist${didYouMean(id, scenarios.keys()) || `; known scenarios: ${[...scenarios.keys()].join(', ') || 'none'}`}`).join('\n'));
  }
  return { ...loaded, scenarios };
}

export function openConfig(terminal: Terminal, options: CommonOptions): Promise<LoadedConfig> {
  return loadConfig({
    cwd: terminal.cwd,
    env: terminal.env,
    shippedFile: packageInfo().shippedConfig,
    ...(options.config === undefined ? {} : { file: options.config }),
    set: options.set ?? [],
  });
}

/** The scenarios named on the command line, else the headline ones. */
export function chosenScenarios(project: Project, ids: readonly string[]): readonly ResolvedScenario[] {
  const chosen = ids.length > 0 ? ids : project.config.headline;
  if (chosen.length === 0) throw usageError('run.no-scenario', `no scenario named and the config lists no headline; name one of: ${[...project.scenarios.keys()].join(', ') || 'none'}`);
  return chosen.map((id) => scenarioById(project.scenarios, id));
}

/** Stores and people that a scenario names must exist in the config. */
export function checkAgainstConfig(scenario: ResolvedScenario, config: ResolvedConfig): readonly string[] {
  const stores = config.platform.stores.map((store) => store.id);
  const threats = config.platform.threats.map((threat) => threat.id);
  const claims = config.platform.claims.map((claim) => claim.id);
  const missing = (kind: string, ids: readonly string[], known: readonly string[]): readonly string[] =>
    ids.filter((id) => !known.includes(id)).map((id) => `${scenario.file}: ${kind} "${id}" is not in the config${didYouMean(id, known) || `; known: ${known.join(', ') || 'none'}`}`);
  return [...missing('store', scenario.stores, stores), ...missing('threat', [scenario.threat], threats), ...missing('claim', scenario.claims, claims)];
}
