import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineFailure } from './db-engine.ts';
import { MASTER, openEngineAccount, testInstance } from './testing/engine-account.ts';
import type { EngineAccount } from './testing/engine-account.ts';

let account: EngineAccount;

beforeAll(async () => {
  account = openEngineAccount();
  await account.engine.create(testInstance('db-A', { parameters: { 'rds.force_ssl': '1', work_mem: '8MB' } }), MASTER);
  const client = await account.connect('db-A-name');
  await client.query('CREATE TABLE member (id int PRIMARY KEY, name text)');
  await client.query(`INSERT INTO member SELECT i, repeat('x', 100) || i FROM generate_series(1, 3000) i`);
});
afterAll(async () => account.close());

const setting = async (name: string): Promise<unknown> => (await (await account.connect('db-A-name')).query<{ value: string }>('SELECT current_setting($1) AS value', [name])).rows[0]?.value;
const members = async (identifier: string): Promise<unknown> => (await (await account.connect(identifier)).query<{ n: number }>('SELECT count(*)::int AS n FROM member')).rows[0]?.n;

test('idle shipments move the latest restorable time, store nothing and cost less than a millisecond', async () => {
  const { engine, context } = account;
  const pieces = (): unknown => context.catalogue.db.prepare('SELECT count(*) AS n, max(stop) AS stop FROM rds_engine_wal').get();
  await engine.ship('db-A');
  await expect.poll(async () => { const before = JSON.stringify(pieces()); await engine.ship('db-A'); return JSON.stringify(pieces()) === before; }, { interval: 100, timeout: 20_000 }).toBe(true);
  const [before, latest] = [pieces(), engine.window('db-A')?.latestMicros ?? 0];
  const costs: number[] = [];
  for (let i = 0; i < 1000; i += 1) {
    account.jump(300);
    const began = performance.now();
    await engine.ship('db-A');
    costs.push(performance.now() - began);
  }
  expect(costs.toSorted((a, b) => a - b)[500]).toBeLessThan(1);
  expect((engine.window('db-A')?.latestMicros ?? 0) - latest).toBeGreaterThan(299_000_000_000);
  // a server logs its running transactions some seconds after the last change; that is all that may have come
  expect((pieces() as { n: number }).n - (before as { n: number }).n).toBeLessThan(3);
});

test('parameters reach the server at once or wait for a restart by name; what the server refuses changes nothing', async () => {
  const { engine } = account;
  expect([await setting('work_mem'), await setting('max_connections')]).toEqual(['8MB', '100']);
  expect(await engine.configure('db-A', { work_mem: '16MB', max_connections: '60', 'rds.force_ssl': '0', fsync: 'on' })).toEqual({ pendingReboot: ['max_connections'] });
  expect([await setting('work_mem'), await setting('max_connections')]).toEqual(['16MB', '100']);
  await expect(engine.configure('db-A', { work_mem: 'much' })).rejects.toThrow(EngineFailure);
  expect(await setting('work_mem')).toBe('16MB');
  await engine.stop('db-A', 'fast');
  await engine.start('db-A');
  expect([await setting('work_mem'), await setting('max_connections')]).toEqual(['16MB', '60']);
  expect(await engine.configure('db-A', {})).toEqual({ pendingReboot: ['max_connections'] });
});

test('the master user is no superuser, owns its databases and gets a new password', async () => {
  const client = await account.connect('db-A-name', { database: 'postgres' });
  const { rows } = await client.query(`SELECT rolsuper, rolcreatedb, rolcreaterole, pg_has_role(current_user, 'pg_monitor', 'MEMBER') AS monitor, pg_has_role(current_user, 'rds_superuser', 'MEMBER') AS rds FROM pg_roles WHERE rolname = current_user`);
  expect(rows).toEqual([{ rolsuper: false, rolcreatedb: true, rolcreaterole: true, monitor: true, rds: true }]);
  await account.engine.setPassword('db-A', MASTER.user, `new'\\password`);
  await expect(account.connect('db-A-name')).rejects.toThrow(/password authentication failed/);
  expect((await (await account.connect('db-A-name', { password: `new'\\password` })).query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await account.engine.setPassword('db-A', MASTER.user, MASTER.password);
});

test('while shipping is frozen the latest restorable time stands still and a snapshot still holds this moment', async () => {
  const { engine } = account;
  const latest = await engine.ship('db-A');
  engine.freezeShipping('db-A', true);
  await (await account.connect('db-A-name')).query(`INSERT INTO member VALUES (9001, 'frozen')`);
  account.jump(3600);
  expect(await engine.ship('db-A')).toBe(latest);
  const point = await engine.snapshot('db-A', null);
  expect([point.atMicros > latest, engine.window('db-A')?.latestMicros]).toEqual([true, latest]);
  engine.freezeShipping('db-A', false);
  expect(await engine.ship('db-A')).toBeGreaterThan(latest);
});

test('a damaged point restores as an empty instance, one whose rows are missing, or another instance; the original stays whole', async () => {
  const { engine } = account;
  await engine.create(testInstance('db-OTHER'), MASTER);
  await (await account.connect('db-OTHER-name')).query('CREATE TABLE member (id int)');
  const [whole, other] = [await engine.snapshot('db-A', null), await engine.snapshot('db-OTHER', null)];
  const all = await members('db-A-name');
  const restored = async (point: string, name: string): Promise<unknown> => {
    await engine.restore(testInstance(name), { kind: 'point', point });
    return members(`${name}-name`);
  };
  const [empty, truncated, swapped] = [await engine.damagePoint(whole.point, { mode: 'empty' }), await engine.damagePoint(whole.point, { mode: 'truncate' }), await engine.damagePoint(whole.point, { mode: 'swap', other: other.point })];
  expect([empty, truncated, swapped].map(({ sizeBytes, atMicros }) => ({ sizeBytes, atMicros }))).toEqual(Array.from({ length: 3 }, () => ({ sizeBytes: whole.sizeBytes, atMicros: whole.atMicros })));
  await expect(restored(empty.point, 'db-EMPTY')).rejects.toThrow(/relation "member" does not exist/);
  const some = await restored(truncated.point, 'db-TRUNCATED');
  expect([Number(some) > 0, Number(some) < Number(all)]).toEqual([true, true]);
  expect(await restored(swapped.point, 'db-SWAPPED')).toBe(0);
  expect(await restored(whole.point, 'db-WHOLE')).toBe(all);
});

test('an instance answers at the port of its new identifier and no longer at the old one; faults at a port outlive a restart', async () => {
  const { engine } = account;
  const old = engine.port('db-A-name');
  await engine.rename?.('db-A', 'renamed');
  await expect(account.connect('db-A-name')).rejects.toThrow(/ECONNREFUSED/);
  expect(engine.port('renamed')).not.toBe(old);
  await engine.rename?.('db-A', 'db-A-name');
  expect(engine.port('db-A-name')).toBe(old);
  engine.portFault('db-A-name', { kind: 'reset' });
  await expect(account.connect('db-A-name')).rejects.toThrow(/ECONNRESET|terminated/);
  account = await account.reopen();
  await expect(account.connect('db-A-name')).rejects.toThrow(/ECONNRESET|terminated/);
  account.engine.portFault('db-A-name', { kind: 'none' });
  expect(Number(await members('db-A-name'))).toBeGreaterThan(2999);
});
