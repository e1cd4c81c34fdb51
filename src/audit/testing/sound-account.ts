import type { StoreConfig } from '#contract/config.schema';
import { addSeconds } from '#kit/time';
import type { BucketFact, Fact, PointFact, PrincipalFact, RecorderFact, ResourceFact, StoreFact } from '../facts.ts';
import type { Scope } from '../known.ts';
import { CLAIMS } from '../table.ts';

export const NOW = '2026-03-01T12:00:00.000000Z';
const [PLATFORM, BACKUP] = ['111111111111', '222222222222'] as const;
const HOME = { account: PLATFORM, region: 'us-west-2' } as const;
const DAYS = 60;
const TLS = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

export const SCOPE: Scope = {
  at: NOW, lookBackSeconds: 90 * 86_400, target: 'sandbox', accounts: { platform: PLATFORM, backup: BACKUP, recovery: '333333333333' }, regions: { primary: 'us-west-2', recovery: 'us-east-2', global: 'us-east-1' },
  claims: CLAIMS.map(({ id }) => ({ id, text: id })),
  objectives: [{ source: 'documented', rpoSeconds: 86_400 }, { source: 'house', rpoSeconds: 4 * 3600 }],
  stores: [
    { id: 'DR-S5', service: 's3', resource: 'files', backups: [] },
    { id: 'DR-S1', service: 'rds', resource: 'db', backups: [] },
    { id: 'DR-S3', service: 'opensearch', resource: 'search', backups: [{ kind: 'source-files', resource: 'sources' }] },
  ] as unknown as readonly StoreConfig[],
};

/** The facts of an account in which everything that settings can show is as the documents say, a point a day in each of three vaults. */
export function soundAccount(): Fact[] {
  const stores = [store('DR-S5', 's3', 'arn:aws:s3:::files', { versioning: 'Enabled', 'encryption.algorithm': 'AES256' }), store('DR-S1', 'rds', `arn:aws:rds:us-west-2:${PLATFORM}:db:db`, { storageEncrypted: true, parameters: ['rds.force_ssl=1'], backupRetentionDays: 35 }), store('DR-S3', 'opensearch', 'arn:search', { storageEncrypted: true, enforceHttps: true })];
  return [
    ...stores,
    { kind: 'window', id: 'window/DR-S1', ...HOME, store: 'DR-S1', how: 'the automated backups of the instance', days: 35 },
    ...stores.slice(0, 2).flatMap((one) => points(one)),
    ...vaults(),
    { kind: 'plan', id: 'plan/daily', ...HOME, plan: 'p1', name: 'daily', selections: [{ name: 'tagged', by: 'tag backup=daily', takes: stores.slice(0, 2).map(({ arn }) => arn ?? '') }], rules: [{ name: 'daily', vault: 'daily', schedule: 'cron(0 5 * * ? *)', continuous: false, startWindowMinutes: 60, deleteAfterDays: 60, copies: [{ vaultArn: vaultArn('isolated'), deleteAfterDays: 60 }] }] },
    { kind: 'backup-settings', id: 'backup-settings/home', ...HOME, managed: { DynamoDB: true }, optedOut: [] },
    { kind: 'other-points', id: 'other-points/snapshots', ...HOME, store: 'DR-S3', backup: 'snapshots', backupKind: 'opensearch-snapshots', resource: 'repository', complete: true, points: Array.from({ length: 5 }, (_, day) => ({ id: `s${day}`, madeBy: 'schedule' as const, createdAt: before(4 - day), availableAt: before(4 - day), status: 'completed' as const })) },
    { kind: 'other-points', id: 'other-points/sources', ...HOME, store: 'DR-S3', backup: 'sources', backupKind: 'source-files', resource: 'sources', complete: true, points: [{ id: 'x', madeBy: 'schedule', createdAt: before(0), availableAt: before(0), status: 'completed' }] },
    bucket('files', HOME), bucket('sources', HOME, ['sources-far']), bucket('sources-far', { account: PLATFORM, region: 'us-east-2' }),
    resource('rds', 'db', { encrypted: true, publiclyAccessible: false, subnetGroup: 'private' }),
    principal('drill-restorer', 's3:GetObject'), principal('platform-admin', '*'),
    { kind: 'parameter', id: 'parameter/secret', ...HOME, name: '/db/secret', type: 'SecureString', keyId: 'k', looksLike: null },
    { kind: 'parameter', id: 'parameter/pointer', ...HOME, name: '/stores/db', type: 'String', keyId: null, looksLike: null },
    { kind: 'event-history', id: 'event-history/home', ...HOME, newest: NOW },
    { kind: 'trail', id: 'trail/all', ...HOME, name: 'all', logging: true, multiRegion: true, validated: true, takesWrites: true, bucket: 'trail', deliveredAt: NOW, failure: null },
    recorder('us-west-2'), recorder('us-east-2'),
    { kind: 'alarm', id: 'alarm/one', ...HOME, name: 'one', state: 'OK', metric: 'm' },
  ];
}

/** The same facts with those of one kind changed that `which` picks; `change` null takes them out. */
export function changed<K extends Fact['kind']>(facts: readonly Fact[], kind: K, change: (fact: Extract<Fact, { kind: K }>) => Fact | null): Fact[] {
  return facts.flatMap((fact) => {
    if (fact.kind !== kind) return [fact];
    const other = change(fact as Extract<Fact, { kind: K }>);
    return other === null ? [] : [other];
  });
}

/** Noon minus some days, less the seven hours since the daily job began. */
function before(days: number): string {
  return addSeconds(NOW, -(days * 86_400 + 7 * 3600));
}

function vaultArn(name: string): string {
  const [region, account] = name === 'far' ? ['us-east-2', PLATFORM] : name === 'isolated' ? ['us-west-2', BACKUP] : ['us-west-2', PLATFORM];
  return `arn:aws:backup:${region}:${account}:backup-vault:${name}`;
}

const PLACES = { daily: HOME, far: { account: PLATFORM, region: 'us-east-2' }, isolated: { account: BACKUP, region: 'us-west-2' } } as const;
const VAULTS = ['daily', 'far', 'isolated'] as const;

function keyArn(vault: (typeof VAULTS)[number]): string {
  return `arn:aws:kms:${PLACES[vault].region}:${PLACES[vault].account}:key/${vault}`;
}

function vaults(): readonly Fact[] {
  return VAULTS.flatMap((name): readonly Fact[] => [
    { kind: 'vault', id: `vault/${name}`, ...PLACES[name], name, arn: vaultArn(name), keyArn: keyArn(name), policy: null, lock: name === 'isolated' ? { mode: 'compliance', minDays: 60, maxDays: null } : null },
    { kind: 'key', id: `key/${name}`, ...PLACES[name], arn: keyArn(name), state: 'Enabled', manager: 'CUSTOMER', spec: 'SYMMETRIC_DEFAULT', deletionAt: null },
  ]);
}

function points(of: StoreFact): readonly PointFact[] {
  return VAULTS.flatMap((vault) => Array.from({ length: DAYS }, (_, day): PointFact => ({
    kind: 'point', id: `point/${vault}/${of.store}/${day}`, ...PLACES[vault], vault, vaultArn: vaultArn(vault), arn: `arn:point:${vault}:${of.store}:${day}`, resourceArn: of.arn ?? '', resourceType: of.service, continuous: false,
    status: 'COMPLETED', message: null, createdAt: before(DAYS - 1 - day), completedAt: addSeconds(before(DAYS - 1 - day), 600), keptDays: 60, encrypted: true, keyArn: keyArn(vault), planId: 'p1', copiedFrom: vault === 'daily' ? null : vaultArn('daily'),
  })));
}

export function recorder(region: string): RecorderFact {
  return { kind: 'recorder', id: `recorder/${region}`, account: PLATFORM, region, name: 'default', recording: true, types: null, bucket: 'trail', failure: null, resources: 3 };
}

function store(id: string, service: string, arn: string, posture: StoreFact['posture']): StoreFact {
  return { kind: 'store', id: `store/${id}`, ...HOME, store: id, service, resource: arn.split(':').at(-1) ?? '', arn, gap: null, posture, tags: { backup: 'daily' } };
}

function bucket(name: string, place: { readonly account: string; readonly region: string }, replicas: readonly string[] = []): BucketFact {
  return { kind: 'bucket', id: `bucket/${name}`, ...place, name, versioning: 'Enabled', algorithm: 'AES256', policy: { Statement: [TLS] }, blocksPublic: true, noncurrentDays: 30, replicas: replicas.map((one) => ({ bucket: one, account: null })), accessLogs: 'access-logs', accessLogsRead: true };
}

export function resource(service: string, name: string, more: Partial<ResourceFact>): ResourceFact {
  return { kind: 'resource', id: `resource/${service}/${name}`, ...HOME, service, arn: `arn:aws:${service}:us-west-2:${PLATFORM}:db:${name}`, name, tags: {}, encrypted: true, publiclyAccessible: null, subnetGroup: null, vpcId: 'vpc-1', ...more };
}

export function principal(name: string, action: string): PrincipalFact {
  return { kind: 'principal', id: `principal/${name}`, account: PLATFORM, region: 'global', arn: `arn:aws:iam::${PLATFORM}:role/${name}`, name, is: 'role', policies: [{ name: 'p', document: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } }], boundary: null };
}
