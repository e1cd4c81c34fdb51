import type { ResolvedConfig } from '#contract/config.schema';
import type { OnProgress } from '#engines/fetch/progress';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { postgresStatus } from '#engines/postgres/postgres-status';

export interface SetUpInput {
  readonly config: ResolvedConfig;
  /** Ids of the stores that are wanted; all where it is absent. */
  readonly stores?: readonly string[];
  say(text: string): void;
}

/**
 * Fetches and warms up the engines behind the wanted stores while this process still says how far it is: the sandbox's own process would do
 * it in silence, in the middle of a seed. What cannot be had is named where it is missed.
 */
export async function setUpEngines({ config, stores, say }: SetUpInput): Promise<void> {
  const services = config.platform.stores.filter(({ id }) => stores?.includes(id) ?? true).map(({ service }) => service);
  if (services.includes('rds')) await postgresStatus();
  if (services.includes('opensearch')) await findOpenSearch({ fetch: true, onProgress: oncePerStep(say) });
}

function oncePerStep(say: (text: string) => void): OnProgress {
  let last: string | null = null;
  return ({ what }) => {
    if (what !== last) say(`fetching ${what}`);
    last = what;
  };
}
