import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineFailure } from './db-engine.ts';
import { MASTER, openEngineAccount, testInstance } from './testing/engine-account.ts';
import type { EngineAccount } from './testing/engine-account.ts';

let account: EngineAccount;

beforeEach(async () => {
  account = openEngineAccount();
  await account.engine.create(testInstance('db-A'), MASTER);
});
afterEach(async () => account.close());

const count = (table: string): number => (account.context.catalogue.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
const rowsOf = async (identifier: string): Promise<unknown> => (await (await account.connect(identifier)).query<{ n: number }>('SELECT count(*)::int AS n FROM load')).rows[0]?.n;

/** Enough log for a new base copy. */
async function load(rows: number): Promise<void> {
  await (await account.connect('db-A-name')).query(`INSERT INTO load SELECT i, repeat(md5(i::text), 60) FROM generate_series(1, ${rows}) i`);
}

test('much log leads to a new base copy; what expires goes, what a point needs stays, and both sides of the copy can be restored', async () => {
  const { engine } = account;
  await (await account.connect('db-A-name')).query('CREATE TABLE load (id int, body text)');
  await load(10);
  const early = await engine.ship('db-A');
  const point = await engine.snapshot('db-A', null);
  account.jump(3600);
  await load(40_000);
  const late = await engine.ship('db-A');
  expect(count('rds_engine_base')).toBe(2);
  account.jump(3600);
  await engine.ship('db-A');
  await engine.restore(testInstance('db-EARLY'), { kind: 'time', archiveOf: 'db-A', atMicros: early });
  await engine.restore(testInstance('db-LATE'), { kind: 'time', archiveOf: 'db-A', atMicros: Math.max(late, engine.window('db-A')?.latestMicros ?? 0) });
  expect([await rowsOf('db-EARLY-name'), await rowsOf('db-LATE-name')]).toEqual([10, 40_010]);
  for (const name of ['db-EARLY', 'db-LATE']) await engine.drop(name, { keepArchive: false });
  const before = count('rds_engine_wal');
  engine.expire('db-A', account.context.time.nowMicros() - 60_000_000);
  expect([count('rds_engine_base'), count('rds_engine_wal') < before]).toEqual([2, true]);
  await expect(engine.restore(testInstance('db-GONE'), { kind: 'time', archiveOf: 'db-A', atMicros: early })).rejects.toThrow(/earliest restorable time/);
  await engine.restore(testInstance('db-POINT'), { kind: 'point', point: point.point });
  expect(await rowsOf('db-POINT-name')).toBe(10);
  engine.releasePoint(point.point);
  engine.expire('db-A', account.context.time.nowMicros() - 60_000_000);
  expect(count('rds_engine_base')).toBe(2);
  await engine.drop('db-POINT', { keepArchive: false });
  expect(count('rds_engine_base')).toBe(1);
});

test('a server is quiet once a shipment finds nothing new, until a client says something; then its latest restorable time is that of the round', async () => {
  const { engine } = account;
  const client = await account.connect('db-A-name');
  await client.query('CREATE TABLE load (id int)');
  await engine.ship('db-A');
  expect(engine.isQuiet('db-A')).toBe(false);
  await engine.ship('db-A');
  expect(engine.isQuiet('db-A')).toBe(true);
  account.jump(3600);
  const round = account.context.time.nowMicros() - 60_000_000;
  expect([await engine.ship('db-A', round), engine.isQuiet('db-A')]).toEqual([Math.floor(round), true]);
  await client.query('SELECT 1');
  expect(engine.isQuiet('db-A')).toBe(false);
  await engine.ship('db-A', account.context.time.nowMicros());
  await engine.setPassword('db-A', MASTER.user, 'another-password');
  expect(engine.isQuiet('db-A')).toBe(false);
  await engine.ship('db-A');
  await engine.ship('db-A');
  await engine.stop('db-A', 'fast');
  expect(engine.isQuiet('db-A')).toBe(false);
});

test('the archive of a deleted instance restores it until that archive is dropped', async () => {
  const { engine } = account;
  await (await account.connect('db-A-name')).query('CREATE TABLE load (id int, body text)');
  await load(10);
  const latest = await engine.ship('db-A');
  await engine.drop('db-A', { keepArchive: true });
  expect(engine.window('db-A')?.latestMicros).toBe(latest);
  await engine.restore(testInstance('db-B', { identifier: 'db-A-name' }), { kind: 'time', archiveOf: 'db-A', atMicros: latest });
  expect(await rowsOf('db-A-name')).toBe(10);
  engine.dropArchive('db-A');
  expect([engine.window('db-A'), count('rds_engine_archive')]).toEqual([null, 1]);
});

test('stored bytes that have changed or are cut end a restore in words, without data or server', async () => {
  const { engine, state } = account;
  await (await account.connect('db-A-name')).query('CREATE TABLE load (id int, body text)');
  await load(2000);
  const { point } = await engine.snapshot('db-A', null);
  await account.context.catalogue.settled();
  const blobs = readdirSync(join(state, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const largest = blobs.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? '';
  const bytes = readFileSync(largest);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(largest, bytes);
  const restore = (): Promise<void> => engine.restore(testInstance('db-B'), { kind: 'point', point });
  await expect(restore()).rejects.toThrow(/the backup is damaged: .* are not the bytes that were stored/);
  truncateSync(largest, 10);
  await expect(restore()).rejects.toThrow(EngineFailure);
  expect(readdirSync(join(state, 'rds')).filter((name) => name === 'db-B')).toEqual([]);
});

test('a commit that was answered before the server had flushed it is in the archive up to its moment', async () => {
  const { engine } = account;
  await engine.configure('db-A', { wal_writer_delay: '10000', synchronous_commit: 'off' });
  const client = await account.connect('db-A-name');
  await client.query('CREATE TABLE load (id int, body text)');
  await engine.ship('db-A');
  await client.query(`INSERT INTO load VALUES (1, 'answered')`);
  account.jump(300);
  const latest = await engine.ship('db-A');
  await engine.restore(testInstance('db-B'), { kind: 'time', archiveOf: 'db-A', atMicros: latest });
  expect(await rowsOf('db-B-name')).toBe(1);
});

test('while shipping is frozen much log leads to no new base copy: the latest restorable time stands still also after a snapshot', async () => {
  const { engine } = account;
  await (await account.connect('db-A-name')).query('CREATE TABLE load (id int, body text)');
  const latest = await engine.ship('db-A');
  engine.freezeShipping('db-A', true);
  await load(40_000);
  account.jump(3600);
  await engine.snapshot('db-A', null);
  expect([engine.window('db-A')?.latestMicros, count('rds_engine_base')]).toEqual([latest, 1]);
  engine.freezeShipping('db-A', false);
  expect([await engine.ship('db-A') > latest, count('rds_engine_base')]).toEqual([true, 2]);
});

test('while the machine\'s clock differs from the one of drill time the latest restorable time stands still and the log says why, once', async () => {
  const { engine } = account;
  const latest = await engine.ship('db-A');
  account.lag(5);
  account.jump(3600);
  await (await account.connect('db-A-name')).query('CREATE TABLE load (id int, body text)');
  const point = await engine.snapshot('db-A', null);
  expect([await engine.ship('db-A'), point.atMicros > latest]).toEqual([latest, true]);
  expect(account.log.filter((line) => /has moved (4\.9|5)[\d.]* s against the time that drills run on/.test(line))).toHaveLength(1);
  account.lag(0);
  expect(await engine.ship('db-A')).toBeGreaterThan(latest + 3_599_000_000);
});
