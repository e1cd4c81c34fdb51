import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Binding, DrillContext } from '#contract/modules';
import { startLoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import type { LoopbackPostgres } from '#engines/postgres-tools/testing/loopback-postgres';
import { realClock } from '#kit/real-clock';
import { databaseOf } from '#stores/rds/database-of';
import type { Database } from '#stores/rds/database';
import { startFakeControlPlane } from '#stores/rds/testing/fake-control-plane';
import type { FakeControlPlane } from '#stores/rds/testing/fake-control-plane';
import { openPostgres } from '#targets/open-postgres';
import { dataComplete } from './data-complete.ts';

let server: LoopbackPostgres;
let plane: FakeControlPlane;
let admin: Database;
let live: Database;

const binding: Binding = { store: 'DR-S1', account: '111111111111', region: 'us-west-2', resource: 'portal-db', pointer: '/portal/stores/dr-s1' };
const context = { clock: realClock(), binding: () => binding, candidate: () => binding, targets: { access: (principal: 'drill-observer') => plane.access(principal) } } as unknown as DrillContext;
const args = dataComplete.with.parse({ store: 'DR-S1', tables: ['portal.uploads'], newestIn: 'portal.uploads.created_at', newestWithin: 'PT3H' });
const connect = async (database: string): Promise<Database> => databaseOf(await openPostgres({ host: '127.0.0.1', port: server.port, database }, server, { sandbox: true }), { where: database });

beforeAll(async () => {
  server = await startLoopbackPostgres();
  plane = await startFakeControlPlane();
  plane.parameters.set('/portal/stores/dr-s1/secret', JSON.stringify({ username: server.user, password: server.password }));
  plane.instances.set('portal-db', { port: server.port, database: 'portal' });
  admin = await connect('postgres');
  await admin.query('create database portal');
  live = await connect('portal');
  await live.query(`create schema portal; create table portal.uploads (id int primary key, created_at timestamptz); insert into portal.uploads values (1, '2026-05-01T10:00:00Z')`);
});
afterAll(async () => {
  await live?.close();
  await admin?.close();
  plane?.close();
  await server?.close();
});

test('the age of the newest row is judged by what the point claims to hold, and unknown where nobody knows that', async () => {
  expect(await dataComplete.run(context, { ...args, until: '2026-05-01T12:00:00Z' })).toMatchObject({ result: 'pass' });
  expect(await dataComplete.run(context, { ...args, until: '2026-05-01T14:00:00Z' })).toMatchObject({ result: 'fail', detail: expect.stringContaining('older than what the point claims') });
  for (const until of [null, undefined]) expect(await dataComplete.run(context, { ...args, until })).toMatchObject({ result: 'unknown', detail: expect.stringContaining('nobody said up to which moment') });
  expect(await dataComplete.run(context, { ...args, tables: ['portal.lost'], until: null })).toMatchObject({ result: 'fail', detail: expect.stringContaining('portal.lost is missing') });
});

test('the negative control refuses an empty database and one that is too old', async () => {
  expect(await dataComplete.negativeControl(context, args)).toMatchObject({ result: 'fail', detail: expect.stringMatching(/portal\.uploads is missing.*older than what the point claims/) });
});

test('a control says yes where a row of the far future makes every database look new', async () => {
  await live.query(`insert into portal.uploads values (2, '9999-01-01')`);
  expect(await dataComplete.negativeControl(context, args)).toMatchObject({ result: 'pass', detail: expect.stringContaining('let pass as not too old') });
  await live.query('delete from portal.uploads where id = 2');
});

test('a control that could not look is an error, not a no', async () => {
  await expect(dataComplete.negativeControl(context, { ...args, newestIn: 'portal.uploads.no_such' })).rejects.toMatchObject({ code: 'control.not-shown' });
  expect(await dataComplete.run(context, { ...args, newestIn: 'portal.uploads.no_such', until: '2026-05-01T12:00:00Z' })).toMatchObject({ result: 'fail' });
});
