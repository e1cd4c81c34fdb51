import type { BackupConfig, ResolvedConfig, StoreConfig } from '#contract/config.schema';
import { durationSeconds } from '#kit/durations';
import { isLoopback } from '#kit/is-loopback';
import { KNOWN_BAD_TEXTS } from '#kit/known-bad-texts';
import type { Problem } from '#kit/explain-issues';
import { alarmProblems } from './alarm-problems.ts';
import { programmeProblems } from './programme-problems.ts';

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
    ...ownChecks(config),
    ...service(config),
    ...alarmProblems(config),
    ...programmeProblems(config),
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
    [['checks'], 'id', config.checks.map((one) => one.id)],
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
  switch (service) {
    case 's3': return bucketName(resource, path);
    case 'rds': return instanceName(resource, path);
    case 'dynamodb': return matches(/^[a-zA-Z0-9_.-]{3,255}$/, { name: resource, path, what: 'the name of a table (3 to 255 letters, digits, dots, hyphens and underscores)' });
    case 'opensearch': return matches(/^[a-z][a-z0-9-]{2,27}$/, { name: resource, path, what: 'the name of a domain (3 to 28 lower-case letters, digits and hyphens, a letter first)' });
    // An id says which resource, and the Name tag what it is for: the pointer leads from the one to the other.
    case 'efs': return matches(/^(fs-[0-9a-f]{8,40}|[\w .:/=+@-]{1,128})$/, { name: resource, path, what: 'the id or the Name tag of a file system' });
    case 'ebs': return matches(/^(vol-[0-9a-f]{8,40}|[\w .:/=+@-]{1,128})$/, { name: resource, path, what: 'the id or the Name tag of a volume' });
    default: return service satisfies never;
  }
}

function matches(pattern: RegExp, { name, path, what }: { readonly name: string; readonly path: readonly PropertyKey[]; readonly what: string }): readonly Problem[] {
  return pattern.test(name) ? [] : [{ path, text: `must be ${what}, got "${name}"` }];
}

/** What can back up the stores of each service; AWS Backup does not know OpenSearch. */
const BACKUP_KINDS: Readonly<Record<StoreConfig['service'], readonly BackupConfig['kind'][]>> = {
  s3: ['s3-copy', 'aws-backup'],
  rds: ['aws-backup', 'rds-automated'],
  dynamodb: ['aws-backup', 'dynamodb-automated'],
  opensearch: ['source-files', 'opensearch-snapshots'],
  efs: ['aws-backup'],
  ebs: ['aws-backup', 'recycle-bin'],
};

/** Why a kind belongs to one service alone. */
const KIND_IS_FOR: Readonly<Record<BackupConfig['kind'], string>> = {
  's3-copy': 'only buckets are copied by a job of their own',
  'aws-backup': 'AWS Backup does not support it',
  'rds-automated': 'only database instances have automated backups',
  'dynamodb-automated': 'only tables have point-in-time recovery of their own',
  'source-files': 'only an index is made anew from source files',
  'opensearch-snapshots': 'only a search domain has a snapshot repository',
  'recycle-bin': 'only volumes are kept by the Recycle Bin',
};

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
  const kinds = BACKUP_KINDS[store.service];
  if (!kinds.includes(backup.kind)) return [{ path: [...path, 'kind'], text: `must be ${kinds.map((kind) => `"${kind}"`).join(' or ')} for a store of service ${store.service}, got "${backup.kind}"; ${KIND_IS_FOR[backup.kind]}` }];
  if (backup.kind === 's3-copy') {
    return [
      ...(backup.account === store.account ? [{ path: [...path, 'account'], text: `must be another account than the store's, got "${backup.account}" for both; a copy beside its original is lost with it` }] : []),
      ...(backup.resource === store.resource ? [{ path: resource, text: `must differ from the store's own resource, got "${backup.resource}" for both` }] : []),
      ...bucketName(backup.resource, resource),
    ];
  }
  switch (backup.kind) {
    case 'aws-backup': return vaultName(backup.resource, resource);
    case 'source-files': return bucketName(backup.resource, resource);
    case 'rds-automated':
    case 'dynamodb-automated': return ownBackups(store, backup, resource);
    case 'opensearch-snapshots':
    case 'recycle-bin': return samePlace(store, backup, path);
    default: return backup satisfies never;
  }
}

function ownBackups(store: StoreConfig, backup: BackupConfig, path: readonly PropertyKey[]): readonly Problem[] {
  const what = store.service === 'rds' ? 'instance' : 'table';
  if (backup.account === store.account && backup.region === store.region && backup.resource === store.resource) return [];
  return [{ path, text: `must be the store's own ${what} (${store.account}, ${store.region}, "${store.resource}"), got ${backup.account}, ${backup.region}, "${backup.resource}"; automated backups belong to their ${what}` }];
}

/** A domain's repository and the Recycle Bin lie where the resource lies. */
function samePlace(store: StoreConfig, backup: BackupConfig, path: readonly PropertyKey[]): readonly Problem[] {
  if (backup.account === store.account && backup.region === store.region) return [];
  return [{ path: [...path, 'region'], text: `must be the store's own account and region (${store.account}, ${store.region}) for a backup of kind ${backup.kind}, got ${backup.account}, ${backup.region}` }];
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
  const place = region(config, config.harness.region, ['harness', 'region']);
  const names = (['leaseBucket', 'safetyBucket'] as const).flatMap((key) => {
    const name = config.harness[key];
    if (taken.has(name)) return [{ path: ['harness', key], text: `must be a bucket of the harness alone, got "${name}", which the platform uses` }];
    return bucketName(name, ['harness', key]);
  });
  return [...names, ...place, ...anchor(config, taken)];
}

/** Where runs are announced: a bucket of its own, for some time at least. */
function anchor(config: ResolvedConfig, taken: ReadonlySet<string>): readonly Problem[] {
  const { anchor: place } = config.evidence ?? {};
  if (place === undefined) return [];
  const path = ['evidence', 'anchor'];
  if (taken.has(place.bucket) || place.bucket === config.harness.leaseBucket || place.bucket === config.harness.safetyBucket) return [{ path: [...path, 'bucket'], text: `must be a bucket for anchors alone, got "${place.bucket}", which is used otherwise` }];
  return [...bucketName(place.bucket, [...path, 'bucket']), ...region(config, place.region, [...path, 'region']), ...positive(place.retention, [...path, 'retention'])];
}

function positive(text: string, path: readonly PropertyKey[]): readonly Problem[] {
  return durationSeconds(text) > 0 ? [] : [{ path, text: `must be longer than nothing, got ${text}` }];
}

function beacons({ beacons: { every, fastEvery } }: ResolvedConfig): readonly Problem[] {
  if (durationSeconds(fastEvery) <= durationSeconds(every)) return [...positive(fastEvery, ['beacons', 'fastEvery'])];
  return [{ path: ['beacons', 'fastEvery'], text: `must not be slower than beacons.every, got ${fastEvery} against ${every}` }];
}

/** Where users and load go: it must be known before a drill begins, and a drill of the sandbox sends them nowhere but to this machine. */
function service({ service: { url, journeys, load }, target }: ResolvedConfig): readonly Problem[] {
  const path = ['service', 'url'];
  if (url === null) return journeys.length === 0 && load === null ? [] : [{ path, text: `must say where users reach the platform when there are ${journeys.length > 0 ? 'journeys' : 'load'}, got nothing; give an address, or a JSON file with "url" in it` }];
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return [];
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return [{ path, text: `must be an address that begins with http:// or https://, or a JSON file with "url" in it, got "${url}"` }];
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  return target.kind === 'aws' || isLoopback(host) ? [] : [{ path, text: `must be a literal loopback address such as http://127.0.0.1:8080 for a drill of the sandbox, got "${url}"; users and load of a rehearsal go nowhere else` }];
}

/** A check that nobody could ask, or that nothing could answer, is found here and not in the middle of a drill. */
function ownChecks({ checks, platform: { stores } }: ResolvedConfig): readonly Problem[] {
  return checks.flatMap((check, i) => {
    const store = stores.find(({ id }) => id === check.store);
    const unknown = check.store !== undefined && store === undefined ? [{ path: ['checks', i, 'store'], text: `must be a store of this config (${stores.map(({ id }) => id).join(', ')}), got "${check.store}"` }] : [];
    const noDatabase = check.kind === 'sql' && store !== undefined && store.service !== 'rds' ? [{ path: ['checks', i, 'store'], text: `must be a database (service "rds") for a check of kind "sql", got "${store.id}" of service "${store.service}"` }] : [];
    const { matches } = check.expect;
    const pattern = matches === undefined || isPattern(matches) ? [] : [{ path: ['checks', i, 'expect', 'matches'], text: `must be a regular expression, got ${JSON.stringify(matches)}` }];
    const anything = pattern.length === 0 && matches !== undefined && KNOWN_BAD_TEXTS.every((text) => new RegExp(matches, 's').test(text)) ? [{ path: ['checks', i, 'expect', 'matches'], text: `must not accept an empty text and any other alike, got ${JSON.stringify(matches)}; a check that cannot fail is none (beside what must not be there, ask for something that must)` }] : [];
    const nothing = check.kind === 'sql' && Object.keys(check.expect).length === 0 ? [{ path: ['checks', i, 'expect'], text: 'must say what is expected (equals, atLeast, atMost or matches), got nothing; a check that cannot fail is none' }] : [];
    return [...unknown, ...noDatabase, ...pattern, ...anything, ...nothing];
  });
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 's').source !== '';
  } catch {
    // No regular expression: said with its place by the caller.
    return false;
  }
}

/** Beacon lines do not name their store, so one file cannot serve two. */
function historyLedger({ platform: { stores, historyLedger: path } }: ResolvedConfig): readonly Problem[] {
  if (path === null || stores.length < 2 || path.includes('{store}')) return [];
  return [{ path: ['platform', 'historyLedger'], text: `must hold {store} when there is more than one store, got "${path}"; each store has a ledger of its own` }];
}
