import { dirname, resolve } from 'node:path';
import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { ResolvedScenario } from '#contract/scenario.schema';
import { deepFreeze } from '#kit/deep-freeze';
import { didYouMean } from '#kit/nearest';

/** A scenario on its way through one variant, with the config that this way sees. */
export interface ChosenWay {
  readonly scenario: ResolvedScenario;
  /** Stores of the scenario list only the backups that this recovery rests on, in the order named. */
  readonly config: ResolvedConfig;
  readonly problems: readonly string[];
}

/** What a variant uses instead of the scenario's plain form: its document, its fault, its backups. `variant` null is the plain form (`default`). */
export function chooseWay(scenario: ResolvedScenario, variant: string | null, config: ResolvedConfig): ChosenWay {
  const way = { ...scenario.ways['default'], ...(variant === null ? {} : scenario.ways[variant]) };
  const stores = config.platform.stores.map((store) => (scenario.stores.includes(store.id) && way.backups ? withBackups(store, way.backups) : store));
  return {
    scenario: deepFreeze({
      ...scenario,
      ...(way.faults ? { faults: way.faults } : {}),
      ...(way.failback === undefined ? {} : { failback: way.failback, failbackPath: way.failback === null ? null : resolve(dirname(scenario.file), way.failback) }),
      ...(way.runbook === undefined ? {} : { runbook: way.runbook, runbookPath: resolve(dirname(scenario.file), way.runbook) }),
    }),
    config: deepFreeze({ ...config, platform: { ...config.platform, stores } }),
    problems: [...unknownWays(scenario), ...unknownBackups(scenario, config)],
  };
}

function withBackups(store: StoreConfig, ids: readonly string[]): StoreConfig {
  return { ...store, backups: ids.flatMap((id) => store.backups.filter((backup) => backup.id === id)) };
}

function unknownWays({ file, ways, variants }: ResolvedScenario): readonly string[] {
  const known = ['default', ...variants];
  return Object.keys(ways).filter((name) => !known.includes(name)).map((name) => `${file}: ways.${name} is no variant of this scenario${didYouMean(name, known) || `; known: ${known.join(', ')}`}`);
}

function unknownBackups({ file, ways, stores }: ResolvedScenario, config: ResolvedConfig): readonly string[] {
  const known = config.platform.stores.filter((store) => stores.includes(store.id)).flatMap((store) => store.backups.map((backup) => backup.id));
  return Object.entries(ways).flatMap(([name, { backups = [] }]) => backups.filter((id) => !known.includes(id)).map((id) => `${file}: ways.${name}.backups names "${id}", which no store of the scenario has in the config${didYouMean(id, known) || `; known: ${known.join(', ') || 'none'}`}`));
}
