import { dataErrors } from './data-error.ts';
import type { Handled, HandledAnswer } from './plan-request.ts';

/** Cluster settings that users may change; others would change how the service runs the cluster. */
const ALLOWED = /^(action\.(auto_create_index|search\.shard_count\.limit|destructive_requires_name)|indices\.(breaker\.(fielddata|request|total)\.limit|recovery\.max_bytes_per_sec|id_field_data\.enabled)|cluster\.(max_shards_per_node|default\.index\.refresh\.interval|search\.request\.slowlog\..+|blocks\.create_index|routing\.allocation\.(enable|awareness\..+)|routing\.rebalance\.enable|no_cluster_manager_block|no_master_block)|search\..+|compatibility\.override_main_response_version|plugins\..+|opendistro\..+|knn\..+|script\.max_compilations_rate|script\.context\..+|reindex\..+|logger\..+|snapshot\.max_concurrent_operations)$/;

/** PUT _cluster/settings: passed on when every setting is one that users may change. */
export async function clusterSettings({ asked, body }: Handled): Promise<HandledAnswer> {
  for (const name of namesOf(body, asked.rawPath)) if (!ALLOWED.test(name)) throw dataErrors.payload(asked.rawPath);
  return 'pass';
}

function namesOf(body: Buffer | null, path: string): readonly string[] {
  const parsed = parse(body, path);
  return ['persistent', 'transient'].flatMap((scope) => flatNames(parsed[scope], '')).concat(Object.keys(parsed).filter((key) => key !== 'persistent' && key !== 'transient'));
}

function parse(body: Buffer | null, path: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body?.toString() ?? '{}') as Readonly<Record<string, unknown>>;
  } catch {
    // the engine reads more than strict JSON; what cannot be checked is not let through
    throw dataErrors.payload(path);
  }
}

/** `{a: {b: 1}}` and `{"a.b": 1}` are the same setting. */
function flatNames(value: unknown, prefix: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return prefix === '' ? [] : [prefix];
  return Object.entries(value).flatMap(([key, inner]) => flatNames(inner, prefix === '' ? key : `${prefix}.${key}`));
}
