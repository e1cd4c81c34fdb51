import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANONYMOUS } from '../../../../identities.ts';
import type { Caller } from '../../../../service.ts';
import { PLATFORM, withDomain, type FakeOpenSearch } from '../../testing/fake-opensearch.ts';
import { DataError } from '../data-error.ts';
import { dataRequest } from '../data-request.ts';
import { planRequest } from '../plan-request.ts';
import { inDrillTime } from './snapshot-times.ts';

const HOUR_SECONDS = 3600;
const ROLE = `arn:aws:iam::${PLATFORM}:role/opensearch-snapshots`;
const ADMIN: Caller = { account: PLATFORM, arn: `arn:aws:iam::${PLATFORM}:user/admin`, userId: 'A', roleArn: null, anonymous: false };
let box: FakeOpenSearch;

beforeEach(async () => { box = await withDomain(); });
afterEach(() => box.close());

/** What a handler of the service answers: status and body, or the words of its refusal. */
async function ask(line: string, body: object | null = null, caller = ADMIN): Promise<readonly [number, unknown]> {
  const [method = '', target = ''] = line.split(' ');
  const asked = dataRequest(method, target, {});
  const domain = box.domain();
  const access = box.engines.of(domain);
  try {
    const plan = planRequest(asked, domain);
    if (plan.kind === 'pass') throw new Error(`${line} is passed on`);
    const parts = { context: box.context, state: box.state, unsaved: box.unsaved, checks: null as never };
    const answer = await plan.handle({ parts, domain, asked, caller, access, body: body === null ? null : Buffer.from(JSON.stringify(body)) });
    if (answer === 'pass') throw new Error(`${line} is passed on`);
    return [answer.status, answer.body];
  } catch (error) {
    if (error instanceof DataError) return [error.status, error.body];
    throw error;
  }
}

async function withHours(hours: number): Promise<readonly string[]> {
  box.engines.of(box.domain()).documents = 5;
  box.unsaved.mark(box.domain().ref, 1);
  await box.pass(hours * HOUR_SECONDS);
  return box.state.automated.list(box.domain().ref).map(({ name }) => name);
}

test('times of snapshots are told in drill time at any depth, whole and nothing else', () => {
  const clockMap = { drillOfReal: (micros: number) => micros + 3_600_000_000, realOfDrill: (micros: number) => micros };
  const millis = Date.UTC(2026, 2, 10, 12);
  const told = inDrillTime({ snapshots: [{ snapshot: 'a', start_time: 'x', start_time_in_millis: millis, end_time_in_millis: 0, stats: { start_time_in_millis: millis, time_in_millis: 5 }, metadata: { startedAt: 'mine' } }] }, clockMap);
  expect(told).toEqual({ snapshots: [{ snapshot: 'a', start_time: '2026-03-10T13:00:00.000Z', start_time_in_millis: millis + 3_600_000, end_time_in_millis: 0, stats: { start_time_in_millis: millis + 3_600_000, time_in_millis: 5 }, metadata: { startedAt: 'mine' } }] });
});

test('automated snapshots are listed by name, pattern and all, and one that is missing is named as the engine names it', async () => {
  const names = await withHours(3);
  const listed = async (what: string): Promise<unknown> => ((await ask(`GET /_snapshot/cs-automated-enc/${what}`))[1] as { readonly snapshots: readonly { readonly snapshot: string }[] }).snapshots.map(({ snapshot }) => snapshot);
  expect(await listed('_all')).toEqual(names);
  expect(await listed('2026-03-10t14*')).toEqual([names[1]]);
  expect(await listed(`${names[2] ?? ''},${names[0] ?? ''}`)).toEqual([names[0], names[2]]);
  expect(await ask('GET /_snapshot/cs-automated-enc/nothing')).toEqual([404, { error: { root_cause: [{ type: 'snapshot_missing_exception', reason: '[cs-automated-enc:nothing] is missing' }], type: 'snapshot_missing_exception', reason: '[cs-automated-enc:nothing] is missing' }, status: 404 }]);
  expect(await ask('GET /_snapshot/cs-automated-enc/nothing?ignore_unavailable=true')).toEqual([200, { snapshots: [] }]);
});

test('each hour can be restored under its own name', async () => {
  const names = await withHours(3);
  const engine = box.engines.of(box.domain());
  engine.documents = 0;
  const [status, body] = await ask(`POST /_snapshot/cs-automated-enc/${names[2] ?? ''}/_restore?wait_for_completion=true`);
  expect([status, engine.documents]).toEqual([200, 5]);
  expect(body).toMatchObject({ snapshot: { snapshot: names[2], indices: ['datasets'] } });
  expect(await ask('POST /_snapshot/cs-automated-enc/nothing/_restore')).toMatchObject([404, { error: { type: 'snapshot_restore_exception' } }]);
});

test('_cat/snapshots is the engine\'s table with drill time, chosen columns, order and JSON', async () => {
  const names = await withHours(2);
  box.engines.of(box.domain()).repositories.set('cs-automated-enc', { type: 'fs' });
  const [, table] = await ask('GET /_cat/snapshots/cs-automated-enc?v');
  const [head = '', first = ''] = String(table).split('\n');
  expect(head.split(/\s+/)).toEqual(['id', 'status', 'start_epoch', 'start_time', 'end_epoch', 'end_time', 'duration', 'indices', 'successful_shards', 'failed_shards', 'total_shards']);
  expect(first.split(/\s+/).slice(0, 4)).toEqual([names[0], 'SUCCESS', String(Date.UTC(2026, 2, 10, 13) / 1000), '13:00:00']);
  expect((await ask('GET /_cat/snapshots/cs-automated-enc?h=sti&s=start_epoch:desc'))[1]).toBe('14:00:00\n13:00:00\n');
  expect((await ask('GET /_cat/snapshots/cs-automated-enc?h=id,start_time&format=json'))[1]).toEqual([{ id: names[0], start_time: '13:00:00' }, { id: names[1], start_time: '14:00:00' }]);
});

test('a manual repository is translated for the engine and told as it was given', async () => {
  const settings = { bucket: 'portal-search-snapshots', base_path: 'daily', region: 'us-west-2', role_arn: ROLE, server_side_encryption: true };
  expect(await ask('PUT /_snapshot/portal-snapshots', { type: 's3', settings })).toEqual([200, { acknowledged: true }]);
  const engine = box.engines.of(box.domain());
  expect(engine.repositories.get('portal-snapshots')).toEqual({ type: 's3', settings: { bucket: 'portal-search-snapshots', base_path: 'daily', region: 'us-west-2', server_side_encryption: true } });
  engine.repositories.set('cs-automated-enc', { type: 'fs', settings: { location: '/secret' } });
  expect(await ask('GET /_snapshot')).toEqual([200, { 'portal-snapshots': { type: 's3', settings }, 'cs-automated-enc': { type: 's3' } }]);
  expect(await ask('DELETE /_snapshot/portal-snapshots')).toEqual([200, { acknowledged: true }]);
  expect(box.state.repositories.of(box.domain().ref).size).toBe(0);
});

test.each([
  ['a repository that is not S3', { type: 'fs', settings: { location: '/tmp', role_arn: ROLE } }, ADMIN, [401, { Message: 'Your request: \'/_snapshot/mine\' payload is not allowed.' }]],
  ['a setting that would reach around the service', { type: 's3', settings: { bucket: 'b', role_arn: ROLE, client: 'other' } }, ADMIN, [401, { Message: 'Your request: \'/_snapshot/mine\' payload is not allowed.' }]],
  ['no role', { type: 's3', settings: { bucket: 'b' } }, ADMIN, [400, { Message: 'settings.role_arn is needed for snapshot registration.' }]],
  ['nobody in particular', { type: 's3', settings: { bucket: 'b', role_arn: ROLE } }, ANONYMOUS, [403, { Message: `User: anonymous is not authorized to perform: iam:PassRole on resource: ${ROLE}` }]],
  ['a role of another account', { type: 's3', settings: { bucket: 'b', role_arn: ROLE.replace(PLATFORM, '222222222222') } }, ADMIN, [403, { Message: 'Cross-account pass role is not allowed.' }]],
  ['no body at all', null, ADMIN, [401, { Message: 'Your request: \'/_snapshot/mine\' payload is not allowed.' }]],
] as const)('registering with %s is refused as AWS does, and the engine hears nothing of it', async (_, body, caller, expected) => {
  expect(await ask('PUT /_snapshot/mine', body, caller)).toEqual(expected);
  expect(box.engines.of(box.domain()).repositories.size).toBe(0);
});

test('a role that does not trust the service cannot be assumed', async () => {
  expect(await ask('PUT /_snapshot/mine', { type: 's3', settings: { bucket: 'b', role_arn: `arn:aws:iam::${PLATFORM}:role/aws-backup` } })).toMatchObject([500, { error: { type: 'a_w_s_security_token_service_exception', reason: expect.stringContaining('not authorized to perform: sts:AssumeRole on resource') } }]);
});
