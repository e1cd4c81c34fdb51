import { afterEach, expect, test } from 'vitest';
import { KEY, openFakeOpenSearch, PLATFORM, refused, withDomain, type FakeOpenSearch } from '../testing/fake-opensearch.ts';

const boxes: FakeOpenSearch[] = [];
const keep = (box: FakeOpenSearch): FakeOpenSearch => {
  boxes.push(box);
  return box;
};
afterEach(() => { for (const box of boxes.splice(0)) box.close(); });

const ARN = `arn:aws:es:us-west-2:${PLATFORM}:domain/portal-search`;

test('a new domain is Processing without an endpoint for a quarter of an hour of drill time, then Active with one', async () => {
  const box = keep(openFakeOpenSearch());
  const { DomainStatus } = await box.run('CreateDomain', { DomainName: 'portal-search', EncryptionAtRestOptions: { Enabled: true, KmsKeyId: 'alias/portal-data' }, TagList: [{ Key: 'backup', Value: 'daily' }] });
  expect(DomainStatus).toMatchObject({ DomainId: `${PLATFORM}/portal-search`, ARN, Created: true, Deleted: false, Processing: true, DomainProcessingStatus: 'Creating', EncryptionAtRestOptions: { Enabled: true, KmsKeyId: KEY } });
  expect(DomainStatus).not.toHaveProperty('Endpoint');
  await box.pass(899);
  expect(await box.told('portal-search')).toMatchObject({ Processing: true });
  expect(await box.run('DescribeDomainHealth', { DomainName: 'portal-search' })).toMatchObject({ DomainState: 'Processing', ClusterHealth: 'NotAvailable' });
  await box.pass(2);
  expect(await box.told('portal-search')).toMatchObject({ Processing: false, DomainProcessingStatus: 'Active', Endpoint: expect.stringMatching(/^127\.0\.0\.1:/) });
  expect(await box.run('DescribeDomainHealth', { DomainName: 'portal-search' })).toMatchObject({ DomainState: 'Active', ClusterHealth: 'Green', TotalShards: '4', TotalUnAssignedShards: '1' });
  expect(await box.run('ListTags', { ARN })).toEqual({ TagList: [{ Key: 'backup', Value: 'daily' }] });
});

test('a creation that a kill cut off goes on after the restart and ends when it would have', async () => {
  const box = openFakeOpenSearch();
  await box.run('CreateDomain', { DomainName: 'portal-search' });
  await box.pass(10);
  const again = keep(box.reopen());
  expect(await again.told('portal-search')).toMatchObject({ Processing: true });
  await again.pass(890);
  expect(await again.told('portal-search')).toMatchObject({ Processing: false });
});

test('domains are kept apart by account and region, and what is absent is ResourceNotFoundException with status 409', async () => {
  const box = keep(await withDomain());
  await box.run('CreateDomain', { DomainName: 'portal-search' }, { region: 'us-east-2' });
  await box.run('CreateDomain', { DomainName: 'other' }, { account: '333333333333' });
  expect(await box.run('ListDomainNames', {})).toEqual({ DomainNames: [{ DomainName: 'portal-search', EngineType: 'OpenSearch' }] });
  expect(await box.run('ListDomainNames', {}, { account: '333333333333' })).toEqual({ DomainNames: [{ DomainName: 'other', EngineType: 'OpenSearch' }] });
  expect(await refused(box.run('DescribeDomain', { DomainName: 'other' }))).toEqual(['ResourceNotFoundException', 409, 'Domain not found: other']);
  expect(await refused(box.run('DeleteDomain', { DomainName: 'portal-search' }, { account: '333333333333' }))).toEqual(['ResourceNotFoundException', 409, 'Domain not found: portal-search']);
  expect((await box.run('DescribeDomains', { DomainNames: ['portal-search', 'other'] }))['DomainStatusList']).toHaveLength(1);
  expect(await refused(box.run('CreateDomain', { DomainName: 'portal-search' }))).toEqual(['ResourceAlreadyExistsException', 409, `Domain portal-search already exists: ${PLATFORM}/portal-search`]);
});

test('an update holds at once, is Processing for a while, counts its version up, and no second one begins meanwhile', async () => {
  const box = keep(await withDomain());
  const AccessPolicies = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: PLATFORM }, Action: 'es:*', Resource: `${ARN}/*` }] });
  const { DomainConfig } = await box.run('UpdateDomainConfig', { DomainName: 'portal-search', AccessPolicies });
  expect(DomainConfig).toMatchObject({ AccessPolicies: { Options: AccessPolicies, Status: { State: 'Processing', UpdateVersion: 2 } }, EBSOptions: { Status: { State: 'Active', UpdateVersion: 1 } } });
  expect(await refused(box.run('UpdateDomainConfig', { DomainName: 'portal-search', NodeToNodeEncryptionOptions: { Enabled: true } }))).toEqual(['ValidationException', 400, expect.stringContaining('A change/update is in progress')]);
  expect(await box.run('DescribeDomainChangeProgress', { DomainName: 'portal-search' })).toMatchObject({ ChangeProgressStatus: { Status: 'PROCESSING', PendingProperties: ['AccessPolicies'] } });
  await box.pass(2);
  expect(await box.run('DescribeDomainConfig', { DomainName: 'portal-search' })).toMatchObject({ DomainConfig: { AccessPolicies: { Status: { State: 'Active', UpdateVersion: 2 } } } });
  expect(await box.run('DescribeDomainChangeProgress', { DomainName: 'portal-search' })).toMatchObject({ ChangeProgressStatus: { Status: 'COMPLETED', CompletedProperties: ['AccessPolicies'] } });
});

test('a deleted domain is told as Deleted, then gone with its data, and its name is free', async () => {
  const box = keep(await withDomain());
  const { ref } = box.domain();
  expect(await box.run('DeleteDomain', { DomainName: 'portal-search' })).toMatchObject({ DomainStatus: { Deleted: true, Processing: true, DomainProcessingStatus: 'Deleting' } });
  expect(await box.told('portal-search')).not.toHaveProperty('Endpoint');
  expect(await refused(box.run('CreateDomain', { DomainName: 'portal-search' }))).toEqual(['ResourceAlreadyExistsException', 409, expect.any(String)]);
  await box.pass(2);
  expect(await refused(box.run('DescribeDomain', { DomainName: 'portal-search' }))).toEqual(['ResourceNotFoundException', 409, 'Domain not found: portal-search']);
  expect(box.engines.dropped).toEqual([ref]);
  await box.run('CreateDomain', { DomainName: 'portal-search' });
  expect(box.domain().ref).not.toBe(ref);
});

test.each([
  ['a name that AWS does not take', { DomainName: 'Portal' }, /regular expression pattern/],
  ['a version that there is not', { EngineVersion: 'OpenSearch_2.19' }, /Invalid engine version: OpenSearch_2\.19/],
  ['fine-grained access control', { AdvancedSecurityOptions: { Enabled: true } }, /does not simulate AdvancedSecurityOptions/],
  ['a place in a VPC', { VPCOptions: { SubnetIds: ['subnet-1'] } }, /does not simulate VPCOptions/],
  ['warm nodes', { ClusterConfig: { WarmEnabled: true } }, /does not simulate WarmEnabled/],
  ['a dry run', { DryRun: true }, /does not simulate DryRun/],
  ['a key that there is not', { EncryptionAtRestOptions: { Enabled: true, KmsKeyId: 'alias/none' } }, /Alias is not found/],
  ['a policy that is none', { AccessPolicies: '{"Statement":[{"Effect":"Perhaps"}]}' }, /Error setting policy: \[Invalid effect: Perhaps\]/],
  ['a policy whose condition could not be held against a caller', { AccessPolicies: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'es:*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }] }) }, /IpAddress is not supported/],
] as const)('%s is refused by name and nothing is made', async (_, input, message) => {
  const box = keep(openFakeOpenSearch());
  const [, , said] = await refused(box.run('CreateDomain', { DomainName: 'portal-search', ...input }));
  expect(said).toMatch(message);
  expect(await box.run('ListDomainNames', {})).toEqual({ DomainNames: [] });
});

test('the control port names the gap when no engine can be had, and the domain says NotAvailable', async () => {
  const box = keep(openFakeOpenSearch());
  box.engines.missing = 'OpenSearch is not here; do this.';
  await box.run('CreateDomain', { DomainName: 'portal-search' });
  await box.pass(901);
  expect(await box.told('portal-search')).toMatchObject({ Processing: false });
  expect(await box.run('DescribeDomainHealth', { DomainName: 'portal-search' })).toMatchObject({ DomainState: 'NotAvailable', ClusterHealth: 'NotAvailable', MasterNode: 'UnAvailable' });
  expect(await box.control('engine-status')).toMatchObject({ opensearch: { gap: 'OpenSearch is not here; do this.', domains: [{ domainName: 'portal-search', automatedSnapshots: 0 }] } });
  expect(box.log).toEqual(['opensearch: portal-search is created without an engine: OpenSearch is not here; do this.']);
});
