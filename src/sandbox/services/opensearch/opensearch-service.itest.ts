import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenSearch } from '@aws-sdk/client-opensearch';
import { S3 } from '@aws-sdk/client-s3';
import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { findOpenSearch } from '#engines/opensearch/opensearch-install';
import { microsOf } from '#kit/time';
import { controlRequest } from '../../process/control-request.ts';
import { stopSandbox } from '../../process/down.ts';
import { startSandbox } from '../../process/up.ts';

const found = await findOpenSearch({ fetch: true });
const titled = (what: string): string => (found.kind === 'found' ? `OpenSearch ${found.install.version}: ${what}` : `${what} [skipped: ${found.gap}]`);
const real = test.skipIf(found.kind === 'gap');
const PLACE = { account: '111111111111', region: 'us-west-2' } as const;
const ARN = 'arn:aws:es:us-west-2:111111111111:domain/portal-search';
const HOUR = 3_600_000_000;

let state: string;
let sandbox: SandboxAddress;
let admin: { readonly accessKeyId: string; readonly secretAccessKey: string };
let es: OpenSearch;

async function up(): Promise<void> {
  sandbox = await startSandbox({ state });
  const key = (JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys)['platform-admin'];
  if (!key) throw new Error('no platform-admin');
  admin = key;
  es = new OpenSearch({ region: 'us-west-2', endpoint: sandbox.endpoint, credentials: admin });
  await controlRequest(sandbox, 'durations', { params: { factor: 0 } });
}

const advance = (micros: number): Promise<unknown> => controlRequest(sandbox, 'advance', { params: { micros }, timeoutMs: 120_000 });
const endpoint = async (name = 'portal-search'): Promise<string> => `http://${(await es.describeDomain({ DomainName: name })).DomainStatus?.Endpoint ?? ''}`;
const drillTime = async (): Promise<number> => microsOf((await controlRequest(sandbox, 'status') as { readonly drillTime: string }).drillTime);

/** A client that signs as the platform's administrator, as on AWS. */
async function signed(): Promise<Client> {
  return new Client({ ...AwsSigv4Signer({ region: 'us-west-2', service: 'es', getCredentials: async () => ({ ...admin }) }), node: await endpoint() });
}

const open = (actions: string): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: actions, Resource: `${ARN}/*` }] });

async function newDomain(name: string, policy: string): Promise<void> {
  await es.createDomain({ DomainName: name, AccessPolicies: policy, EncryptionAtRestOptions: { Enabled: true }, TagList: [{ Key: 'backup', Value: 'daily' }] });
  await advance(1_000_000);
}

async function fill(client: Client, index: string, documents: number, from = 0): Promise<void> {
  const body = Array.from({ length: documents }, (_, i) => [{ index: { _index: index, _id: String(from + i) } }, { title: `document ${from + i}` }]).flat();
  const { body: answer } = await client.bulk({ body, refresh: true });
  expect((answer as { readonly errors: boolean }).errors).toBe(false);
}

const count = async (client: Client, index: string): Promise<number> => ((await client.count({ index })).body as { readonly count: number }).count;

interface Snapshot {
  readonly snapshot: string;
  readonly state: string;
  readonly indices: readonly string[];
  readonly start_time: string;
  readonly start_time_in_millis: number;
  readonly end_time_in_millis: number;
}

async function snapshots(client: Client, repository: string, names = '_all'): Promise<readonly Snapshot[]> {
  return ((await client.snapshot.get({ repository, snapshot: names })).body as unknown as { readonly snapshots: readonly Snapshot[] }).snapshots;
}

beforeAll(async () => {
  if (found.kind === 'gap') return;
  state = mkdtempSync(join(tmpdir(), 'redrill-opensearch-'));
  await up();
});
afterAll(async () => {
  if (found.kind === 'gap') return;
  await stopSandbox(state);
  rmSync(state, { recursive: true, force: true });
});

real(titled('a domain answers who its policy lets in: signed requests of the account, and anonymous ones as far as it allows them'), async () => {
  await newDomain('portal-search', open('es:ESHttpGet'));
  const client = await signed();
  await fill(client, 'datasets-000001', 500);
  expect(await count(client, 'datasets-000001')).toBe(500);
  const at = await endpoint();
  expect((await fetch(`${at}/datasets-000001/_count`)).status).toBe(200);
  const refused = await fetch(`${at}/datasets-000001`, { method: 'DELETE' });
  expect([refused.status, await refused.json()]).toEqual([403, { Message: 'User: anonymous is not authorized to perform: es:ESHttpDelete because no resource-based policy allows the es:ESHttpDelete action' }]);
  const stranger = new Client({ ...AwsSigv4Signer({ region: 'us-west-2', service: 'es', getCredentials: async () => ({ accessKeyId: admin.accessKeyId, secretAccessKey: 'not the secret' }) }), node: at });
  await expect(stranger.count({ index: 'datasets-000001' })).rejects.toMatchObject({ statusCode: 403, body: { message: expect.stringContaining('The request signature we calculated does not match') } });
  expect(await es.describeDomainHealth({ DomainName: 'portal-search' })).toMatchObject({ DomainState: 'Active', ClusterHealth: 'Yellow', MasterNode: 'Available' });
});

real(titled('every hour has an automated snapshot in drill time, an hour without a write costs nothing, and nobody can write to their repository'), async () => {
  const client = await signed();
  await advance(3 * HOUR);
  await fill(client, 'datasets-000001', 10, 500);
  await advance(2 * HOUR);
  const list = await snapshots(client, 'cs-automated-enc');
  expect(list.map(({ state: how, indices }) => [how, indices])).toEqual(list.map(() => ['SUCCESS', ['datasets-000001']]));
  expect(list).toHaveLength(5);
  const now = await drillTime();
  for (const [i, { snapshot, start_time: start, start_time_in_millis: millis, end_time_in_millis: end }] of list.entries()) {
    expect(millis % 3_600_000).toBe(0);
    expect(new Date(start).getTime()).toBe(millis);
    expect(end).toBeGreaterThanOrEqual(millis);
    expect(snapshot.startsWith(`${new Date(millis).toISOString().slice(0, 13).toLowerCase()}-00-00.`)).toBe(true);
    expect(millis * 1000).toBeGreaterThan(now - (5 - i) * HOUR - 1);
  }
  const stored = readdirSync(join(state, 'opensearch', readdirSync(join(state, 'opensearch'))[0] ?? '', 'automated')).filter((name) => name.startsWith('snap-'));
  expect(stored).toHaveLength(2);
  expect((await (await fetch(`${await endpoint()}/_cat/snapshots/cs-automated-enc?h=id,status`)).text()).trim().split('\n')).toHaveLength(5);
  for (const [method, path] of [['PUT', '/_snapshot/cs-automated-enc/mine'], ['DELETE', `/_snapshot/cs-automated-enc/${list[0]?.snapshot ?? ''}`], ['PUT', '/_snapshot/cs-mine'], ['DELETE', '/_snapshot/cs-automated-enc'], ['DELETE', '/%5Fsnapshot/%63s-automated-enc'], ['DELETE', '/_snapshot/*'], ['POST', '/_nodes/reload_secure_settings']] as const) {
    await expect(client.transport.request({ method, path })).rejects.toMatchObject({ statusCode: 401, body: { Message: `Your request: '${path}' is not allowed.` } });
  }
});

real(titled('with all indices deleted, each automated snapshot gives back what its hour held'), async () => {
  const client = await signed();
  const list = await snapshots(client, 'cs-automated-enc');
  await client.indices.delete({ index: 'datasets-*' });
  await expect(count(client, 'datasets-000001')).rejects.toMatchObject({ statusCode: 404 });
  for (const [at, documents] of [[list[1], 500], [list.at(-1), 510]] as const) {
    await client.snapshot.restore({ repository: 'cs-automated-enc', snapshot: at?.snapshot ?? '', wait_for_completion: true, body: { indices: 'datasets-*', include_global_state: false } });
    expect(await count(client, 'datasets-000001')).toBe(documents);
    await client.indices.delete({ index: 'datasets-*' });
  }
  await client.snapshot.restore({ repository: 'cs-automated-enc', snapshot: list.at(-1)?.snapshot ?? '', wait_for_completion: true });
  // below the API a snapshot can be spoiled, and still says SUCCESS
  const damage = (params: object): Promise<unknown> => controlRequest(sandbox, 'damage-automated-snapshot', { params: { ...PLACE, domainName: 'portal-search', ...params } });
  await damage({ snapshot: list[1]?.snapshot, mode: 'empty' });
  await damage({ snapshot: list[0]?.snapshot, mode: 'swap', other: list.at(-1)?.snapshot });
  expect((await snapshots(client, 'cs-automated-enc')).map(({ snapshot, indices, state: how }) => [snapshot, indices.length, how])).toEqual(list.map(({ snapshot }, i) => [snapshot, i === 1 ? 0 : 1, 'SUCCESS']));
});

real(titled('a manual snapshot lies in the account\'s S3 and restores from there; a wrong bucket, role or caller is refused'), async () => {
  const client = await signed();
  const s3 = new S3({ region: 'us-west-2', endpoint: sandbox.endpoint, credentials: admin, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'portal-search-snapshots', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  const role = `arn:aws:iam::${PLACE.account}:role/opensearch-snapshots`;
  const body = { type: 's3', settings: { bucket: 'portal-search-snapshots', base_path: 'daily', region: 'us-west-2', role_arn: role } };
  const register = (settings: object, name = 'portal-snapshots'): Promise<unknown> => client.transport.request({ method: 'PUT', path: `/_snapshot/${name}`, body: { ...body, settings: { ...body.settings, ...settings } } });
  await expect(register({ bucket: 'nobody-has-this' })).rejects.toMatchObject({ statusCode: 500, body: { error: { type: 'repository_verification_exception' } } });
  await expect(register({ role_arn: `arn:aws:iam::${PLACE.account}:role/aws-backup` })).rejects.toMatchObject({ statusCode: 500 });
  await expect(register({ role_arn: 'arn:aws:iam::222222222222:role/opensearch-snapshots' })).rejects.toMatchObject({ statusCode: 403 });
  await expect(register({ role_arn: undefined })).rejects.toMatchObject({ statusCode: 400 });
  await register({});
  expect((await client.snapshot.getRepository({})).body).toEqual({ 'cs-automated-enc': { type: 's3' }, 'portal-snapshots': body });
  const before = await drillTime();
  const { body: taken } = await client.snapshot.create({ repository: 'portal-snapshots', snapshot: 'first', wait_for_completion: true, body: { indices: 'datasets-*', include_global_state: false, metadata: { trigger: 'test' } } });
  const { snapshot } = taken as unknown as { readonly snapshot: Snapshot };
  expect(snapshot).toMatchObject({ state: 'SUCCESS', metadata: { trigger: 'test' } });
  expect(snapshot.start_time_in_millis * 1000).toBeGreaterThan(before - 1_000_000);
  expect((await snapshots(client, 'portal-snapshots'))[0]).toMatchObject({ start_time_in_millis: snapshot.start_time_in_millis });
  const { Contents } = await s3.listObjectsV2({ Bucket: 'portal-search-snapshots' });
  expect(Contents?.some(({ Key }) => Key?.startsWith('daily/snap-'))).toBe(true);
  await client.indices.delete({ index: 'datasets-*' });
  await client.snapshot.restore({ repository: 'portal-snapshots', snapshot: 'first', wait_for_completion: true });
  expect(await count(client, 'datasets-000001')).toBe(510);
  // the engine is inside its region: while that is cut it goes on writing to the buckets there
  await controlRequest(sandbox, 'cut-region', { params: { region: 'us-west-2', how: 'partition' } });
  const { body: within } = await client.snapshot.create({ repository: 'portal-snapshots', snapshot: 'cut-off', wait_for_completion: true, body: { indices: 'datasets-*' } }, { headers: { 'x-redrill-inside': 'us-west-2' } });
  await controlRequest(sandbox, 'heal-region', { params: { region: 'us-west-2' } });
  expect(within).toMatchObject({ snapshot: { state: 'SUCCESS' } });
  await client.snapshot.delete({ repository: 'portal-snapshots', snapshot: 'cut-off' });
  await client.snapshot.delete({ repository: 'portal-snapshots', snapshot: 'first' });
  // the bucket's owner has the last word: the engine acts as the role
  await client.snapshot.create({ repository: 'portal-snapshots', snapshot: 'second', wait_for_completion: true });
  await s3.putBucketPolicy({ Bucket: 'portal-search-snapshots', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: { AWS: role }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::portal-search-snapshots/*' }] }) });
  await expect(client.snapshot.create({ repository: 'portal-snapshots', snapshot: 'third', wait_for_completion: true })).rejects.toMatchObject({ statusCode: 500 });
  await s3.deleteBucketPolicy({ Bucket: 'portal-search-snapshots' });
});

real(titled('after kill -9 of the sandbox everything acknowledged is there at the same endpoint, and no engine is left over'), async () => {
  const before = await endpoint();
  const client = await signed();
  await fill(client, 'datasets-000001', 200, 1000);
  const { opensearch } = await controlRequest(sandbox, 'engine-status') as { readonly opensearch: { readonly domains: readonly { readonly pid: number }[] } };
  process.kill(sandbox.pid, 'SIGKILL');
  await up();
  expect(await endpoint()).toBe(before);
  expect(await count(await signed(), 'datasets-000001')).toBe(710);
  expect(await snapshots(await signed(), 'cs-automated-enc')).toHaveLength(5);
  expect((await snapshots(await signed(), 'portal-snapshots')).map(({ snapshot }) => snapshot)).toContain('second');
  const old = opensearch.domains[0]?.pid ?? 0;
  expect(old).toBeGreaterThan(0);
  expect(() => process.kill(old, 0)).toThrow('ESRCH');
});

real(titled('the network at a domain fails as it is told to, and heals'), async () => {
  const at = await endpoint();
  const fault = (kind: string): Promise<unknown> => controlRequest(sandbox, 'domain-fault', { params: { ...PLACE, domainName: 'portal-search', fault: { kind } } });
  const reached = (): Promise<number> => fetch(`${at}/`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(500) }).then(({ status }) => status, () => 0);
  expect(await reached()).toBe(200);
  for (const kind of ['refuse', 'reset', 'black-hole']) {
    await fault(kind);
    expect(await reached()).toBe(0);
  }
  await fault('none');
  expect(await reached()).toBe(200);
});

real(titled('a deleted domain is gone with its data, its snapshots and its engine, and its name is free'), async () => {
  const at = await endpoint();
  await es.deleteDomain({ DomainName: 'portal-search' });
  await advance(2_000_000);
  await expect(es.describeDomain({ DomainName: 'portal-search' })).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 409 } });
  await expect(fetch(`${at}/`)).rejects.toThrow();
  expect(readdirSync(join(state, 'opensearch'))).toEqual([]);
  const east = new OpenSearch({ region: 'us-east-2', endpoint: sandbox.endpoint, credentials: admin });
  await east.createDomain({ DomainName: 'portal-search', AccessPolicies: open('es:*').replace('us-west-2', 'us-east-2') });
  await newDomain('portal-search', open('es:*'));
  const there = `http://${(await east.describeDomain({ DomainName: 'portal-search' })).DomainStatus?.Endpoint ?? ''}`;
  // two engines at once, which share nothing
  await Promise.all([fetch(`${there}/east-only`, { method: 'PUT' }), fetch(`${await endpoint()}/west-only`, { method: 'PUT' })]);
  expect([(await (await fetch(`${there}/_cat/indices?h=index`)).text()).trim(), (await (await fetch(`${await endpoint()}/_cat/indices?h=index`)).text()).trim()]).toEqual(['east-only', 'west-only']);
});
