import { expect, test } from 'vitest';
import type { ResolvedConfig } from '#contract/config.schema';
import type { PermissionTables } from '#contract/permissions';
import { deriveGrants, type Way } from './derive-policies.ts';

const NOTHING: PermissionTables = { faults: new Map(), steps: new Map(), safetyCopies: new Map(), looks: new Map(), always: {} };
const backup = (kind: string, resource: string, account: string): object => ({ id: resource, kind, resource, account, region: 'us-west-2' });
const store = (id: string, service: string, resource: string, ...backups: readonly object[]): object => ({ id, service, resource, account: 'platform', region: 'us-west-2', pointer: `/stores/${id}`, backups });
const config = {
  accounts: { platform: { id: '111111111111' }, backup: { id: '222222222222' } },
  regions: { primary: 'us-west-2', recovery: 'us-east-2', global: 'us-east-1' },
  harness: { leaseBucket: 'lease', safetyBucket: 'safety' },
  platform: { stores: [store('A', 's3', 'data', backup('s3-copy', 'data-copy', 'backup'), backup('aws-backup', 'daily', 'platform')), store('B', 'rds', 'db')] },
} as unknown as ResolvedConfig;

function way(over: { readonly uses?: string; readonly with?: object; readonly faults?: readonly object[]; readonly stores?: readonly string[] } = {}): Way {
  return {
    config,
    scenario: { id: 'one', stores: over.stores ?? ['A'], faults: over.faults ?? [] } as unknown as Way['scenario'],
    runbook: { steps: [{ uses: over.uses ?? 'step', with: over.with ?? { store: 'A' } }] } as unknown as Way['runbook'],
  };
}

function stepOn(on: readonly string[], more: object = {}): PermissionTables {
  return { ...NOTHING, steps: new Map([['step', { 'drill-restorer': [{ actions: ['x:Do'], on, ...more }] }], ['region.leave', { 'drill-restorer': [{ actions: ['x:Do'], on }] }]]) };
}

test.each<[string, string, readonly string[], Way]>([
  ['the name of the store', 'arn:aws:s3:::{name}/*', ['arn:aws:s3:::data/*'], way()],
  ['the copy of the backup account', '{backup.account}:{copy}', ['222222222222:data-copy'], way()],
  ['the vault', 'arn:aws:backup:{backup.region}:{backup.account}:backup-vault:{vault}', ['arn:aws:backup:us-west-2:111111111111:backup-vault:daily'], way()],
  ['a kind of backup that the plan does not use', '{sources}', [], way()],
  ['the pointer and the place', '{region}:{account}:parameter{pointer}', ['us-west-2:111111111111:parameter/stores/A'], way()],
  ['the harness', '{lease} {safety} {global}', ['lease safety us-east-1'], way()],
  ['the role that a step hands on', 'role/{role}', ['role/aws-backup'], way()],
  ['another role that the document names', 'role/{role}', ['role/mine'], way({ with: { store: 'A', role: 'mine' } })],
  ['what the document says itself', '{with.to.bucket}', ['other'], way({ with: { store: 'A', to: { bucket: 'other' } } })],
  ['what only an earlier step will say', '{with.point}', [], way({ with: { store: 'A', point: '$found.point' } })],
  ['both regions of a plan that leaves one', '{region}', ['us-east-2', 'us-west-2'], way({ uses: 'region.leave', with: {} })],
  ['every store of the scenario for a step about none', '{name}', ['data', 'db'], way({ with: {}, stores: ['A', 'B'] })],
  ['a name that nobody knows', '{nme}', [], way()],
])('a template is filled in with %s', (_, template, expected, given) => {
  expect(deriveGrants([given], stepOn([template])).map(({ resource }) => resource)).toEqual(expected);
});

test('a permission about another argument takes the names of the store that it names', () => {
  const given = way({ with: { store: 'A', database: 'B' }, stores: ['A', 'B'] });
  expect(deriveGrants([given], stepOn(['{name}'], { store: 'database' }))).toEqual([{ principal: 'drill-restorer', action: 'x:Do', resource: 'db' }]);
});

test('faults, copies, looks and what is always needed count, each once, for the stores of the scenario alone; a step that declares nothing gets nothing', () => {
  const needs = (action: string): { 'drill-operator': { actions: string[]; on: string[] }[] } => ({ 'drill-operator': [{ actions: [action], on: ['{name}'] }] });
  const tables: PermissionTables = { faults: new Map([['f', needs('x:Break')]]), steps: new Map(), safetyCopies: new Map([['s3', needs('x:Copy')], ['rds', needs('x:CopyDb')]]), looks: new Map([['s3', needs('x:Look')]]), always: needs('x:Lease') };
  const given = way({ faults: [{ uses: 'f', with: { store: 'A' } }] });
  expect(deriveGrants([given, given], tables).map(({ action, resource }) => `${action} ${resource}`)).toEqual(['x:Break data', 'x:Copy data', 'x:Lease data', 'x:Look data']);
});
