import type { BackupConfig, ResolvedConfig, StoreConfig } from '#contract/config.schema';
import { durationSeconds } from '#kit/durations';
import type { Problem } from '#kit/explain-issues';

/** What no single key can say: values that contradict each other. Runs after the schema, on a resolved config. */
export function checkConfig(config: ResolvedConfig): readonly Problem[] {
  return [
    ...guards(config),
    ...accounts(config),
    ...unique(config),
    ...config.platform.stores.flatMap((store, i) => storeProblems(config, store, ['platform', 'stores', i])),
    ...harnessBuckets(config),
    ...config.objectives.flatMap((set, i) => (['rto', 'rpo'] as const).flatMap((name) => positive(set[name], ['objectives', i, name]))),
    ...beacons(config),
    ...historyLedger(config),
  ];
}

function guards({ guards: { allowAccounts, blockAccounts } }: ResolvedConfig): readonly Problem[] {
  return allowAccounts.flatMap((id, i) => (blockAccounts.includes(id)
    ? [{ path: ['guards', 'allowAccounts', i], text: `must not be on the block list as well, got ${id} in both; decide which list it belongs to` }]
    : []));
}

function accounts(config: ResolvedConfig): readonly Problem[] {
  const roles = ['platform', 'backup', 'recovery'] as const;
  return roles.flatMap((role) => {
    const { id } = config.accounts[role];
    const path = ['accounts', role, 'id'];
    if (config.guards.blockAccounts.includes(id)) return [{ path, text: `must not be a blocked account, got ${id}, which guards.blockAccounts names` }];
    if (!config.guards.allowAccounts.includes(id)) return [{ path, text: `must be on the allow list, got ${id}; add it to guards.allowAccounts if drills may run there` }];
    const twin = roles.find((other) => other < role && config.accounts[other].id === id);
    return twin ? [{ path, text: `must differ from accounts.${twin}.id, got ${id} for both; a backup in the same account dies with it` }] : [];
  });
}

function unique(config: ResolvedConfig): readonly Problem[] {
  const lists: readonly (readonly [readonly PropertyKey[], string, readonly string[]])[] = [
    [['platform', 'stores'], 'id', config.platform.stores.map((one) => one.id)],
    [['platform', 'claims'], 'id', config.platform.claims.map((one) => one.id)],
    [['platform', 'threats'], 'id', config.platform.threats.map((one) => one.id)],
    [['objectives'], 'source', config.objectives.map((one) => one.source)],
    ...config.platform.stores.map((store, i) => [['platform', 'stores', i, 'backups'], 'id', store.backups.map((one) => one.id)] as const),
  ];
  return lists.flatMap(([path, key, values]) => values.flatMap((value, i) => (values.indexOf(value) < i
    ? [{ path: [...path, i, key], text: `must be unique in its list, got "${value}" again` }]
    : [])));
}

function storeProblems(config: ResolvedConfig, store: StoreConfig, path: readonly PropertyKey[]): readonly Problem[] {
  return [
    ...region(config, store.region, [...path, 'region']),
    ...resourceName(store, [...path, 'resource']),
    ...store.backups.flatMap((backup, i) => backupProblems(config, { store, backup, path: [...path, 'backups', i] })),
    ...offset(config, store),
  ];
}

function resourceName({ service, resource }: StoreConfig, path: readonly PropertyKey[]): readonly Problem[] {
  return service === 's3' ? bucketName(resource, path) : instanceName(resource, path);
}

function backupProblems(config: ResolvedConfig, { store, backup, path }: { readonly store: StoreConfig; readonly backup: BackupConfig; readonly path: readonly PropertyKey[] }): readonly Problem[] {
  return [
    ...placeProblems(store, backup, path),
    ...region(config, backup.region, [...path, 'region']),
    ...schedule(backup.schedule, [...path, 'schedule']),
    ...positive(backup.every, [...path, 'every']),
    ...positive(backup.retention, [...path, 'retention']),
    ...(durationSeconds(backup.retention) < durationSeconds(backup.every) ? [{ path: [...path, 'retention'], text: `must not be shorter than "every", got ${backup.retention} against ${backup.every}; each copy would expire before the next` }] : []),
  ];
}

/** What makes points decides where they can be: a copy elsewhere, a vault of the store's own account, the instance itself. */
function placeProblems(store: StoreConfig, backup: BackupConfig, path: readonly PropertyKey[]): readonly Problem[] {
  const resource = [...path, 'resource'];
  if (backup.kind === 's3-copy') {
    return [
      ...(store.service === 's3' ? [] : [{ path: [...path, 'kind'], text: `must be "aws-backup" or "rds-automated" for a store of service ${store.service}, got "s3-copy"; only buckets are copied by a job of their own` }]),
      ...(backup.account === store.account ? [{ path: [...path, 'account'], text: `must be another account than the store's, got "${backup.account}" for both; a copy beside its original is lost with it` }] : []),
      ...(backup.resource === store.resource ? [{ path: resource, text: `must differ from the store's own resource, got "${backup.resource}" for both` }] : []),
      ...bucketName(backup.resource, resource),
    ];
  }
  if (backup.kind === 'aws-backup') return vaultName(backup.resource, resource);
  return [
    ...(store.service === 'rds' ? [] : [{ path: [...path, 'kind'], text: `must be "s3-copy" or "aws-backup" for a store of service ${store.service}, got "rds-automated"; only database instances have automated backups` }]),
    ...(backup.account === store.account && backup.region === store.region && backup.resource === store.resource ? [] : [{ path: resource, text: `must be the store's own instance (${store.account}, ${store.region}, "${store.resource}"), got ${backup.account}, ${backup.region}, "${backup.resource}"; automated backups belong to their instance` }]),
  ];
}

/** Held against the longest interval of a store: a recovery may rest on any of its backups. */
function offset({ strike }: ResolvedConfig, { backups }: StoreConfig): readonly Problem[] {
  const [longest] = backups.toSorted((a, b) => durationSeconds(b.every) - durationSeconds(a.every));
  if (strike.offset === null || longest === undefined || durationSeconds(strike.offset) < durationSeconds(longest.every)) return [];
  return [{ path: ['strike', 'offset'], text: `must be shorter than the interval of ${longest.id}, got ${strike.offset} against ${longest.every}; a newer point would exist by then` }];
}

function region(config: ResolvedConfig, name: string, path: readonly PropertyKey[]): readonly Problem[] {
  const known = [...new Set(Object.values(config.regions))];
  return known.includes(name) ? [] : [{ path, text: `must be one of the regions of this config (${known.join(', ')}), got "${name}"` }];
}

function bucketName(name: string, path: readonly PropertyKey[]): readonly Problem[] {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ? [] : [{ path, text: `must be a bucket name (3 to 63 lower-case letters, digits, dots and hyphens), got "${name}"` }];
}

function instanceName(name: string, path: readonly PropertyKey[]): readonly Problem[] {
  return /^[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]$/.test(name) ? [] : [{ path, text: `must be the identifier of a database instance (2 to 63 lower-case letters, digits and single hyphens, a letter first), got "${name}"` }];
}

function vaultName(name: string, path: readonly PropertyKey[]): readonly Problem[] {
  return /^[a-zA-Z0-9_-]{2,50}$/.test(name) ? [] : [{ path, text: `must be the name of a backup vault (2 to 50 letters, digits, hyphens and underscores), got "${name}"` }];
}

function schedule(text: string, path: readonly PropertyKey[]): readonly Problem[] {
  const fields = /^cron\(([^()]+)\)$/.exec(text)?.[1]?.trim().split(/\s+/).length;
  return fields === 6 || /^rate\([1-9]\d* (minutes?|hours?|days?)\)$/.test(text) ? [] : [{ path, text: `must be an AWS schedule such as "cron(0 2 * * ? *)" (six fields) or "rate(1 day)", got "${text}"` }];
}

function harnessBuckets(config: ResolvedConfig): readonly Problem[] {
  const taken = new Set(config.platform.stores.flatMap((store) => [...(store.service === 's3' ? [store.resource] : []), ...store.backups.flatMap((one) => (one.kind === 's3-copy' ? [one.resource] : []))]));
  return (['leaseBucket', 'safetyBucket'] as const).flatMap((key) => {
    const name = config.harness[key];
    if (taken.has(name)) return [{ path: ['harness', key], text: `must be a bucket of the harness alone, got "${name}", which the platform uses` }];
    return bucketName(name, ['harness', key]);
  });
}

function positive(text: string, path: readonly PropertyKey[]): readonly Problem[] {
  return durationSeconds(text) > 0 ? [] : [{ path, text: `must be longer than nothing, got ${text}` }];
}

function beacons({ beacons: { every, fastEvery } }: ResolvedConfig): readonly Problem[] {
  if (durationSeconds(fastEvery) <= durationSeconds(every)) return [...positive(fastEvery, ['beacons', 'fastEvery'])];
  return [{ path: ['beacons', 'fastEvery'], text: `must not be slower than beacons.every, got ${fastEvery} against ${every}` }];
}

/** Beacon lines do not name their store, so one file cannot serve two. */
function historyLedger({ platform: { stores, historyLedger: path } }: ResolvedConfig): readonly Problem[] {
  if (path === null || stores.length < 2 || path.includes('{store}')) return [];
  return [{ path: ['platform', 'historyLedger'], text: `must hold {store} when there is more than one store, got "${path}"; each store has a ledger of its own` }];
}
