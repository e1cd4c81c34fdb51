import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReplicaMark } from './db-engine.ts';
import { MASTER, openEngineAccount, testInstance } from './testing/engine-account.ts';
import type { EngineAccount } from './testing/engine-account.ts';

const KEY = 'arn:aws:kms:us-west-2:111111111111:key/portal';
const FAR_KEY = 'arn:aws:kms:us-east-2:111111111111:key/far';
let account: EngineAccount;

beforeEach(async () => {
  account = openEngineAccount();
  await account.engine.create(testInstance('db-A', { keyArn: KEY }), MASTER);
  await (await account.connect('db-A-name')).query('CREATE TABLE load (id int)');
});
afterEach(async () => account.close());

const count = (table: string): number => (account.context.catalogue.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
const insert = async (): Promise<unknown> => (await account.connect('db-A-name')).query('INSERT INTO load SELECT count(*) + 1 FROM load');
const rowsOf = async (identifier: string): Promise<unknown> => (await (await account.connect(identifier)).query<{ n: number }>('SELECT count(*)::int AS n FROM load')).rows[0]?.n;

test('daily copies of points under another key cost what the log has grown by, and each is restored by itself when the others and the source are gone', async () => {
  const { engine } = account;
  const copies: string[] = [];
  let files = 0;
  for (let day = 0; day < 5; day += 1) {
    await insert();
    const point = await engine.snapshot('db-A', KEY);
    copies.push((await engine.copyPoint(point.point, FAR_KEY)).point);
    engine.releasePoint(point.point);
    if (day === 0) files = count('rds_engine_base_file');
    account.jump(86_400);
  }
  expect(count('rds_engine_base_file')).toBe(files);
  await engine.drop('db-A', { keepArchive: false });
  account.disabledKeys.add(KEY);
  for (const other of [0, 1, 3, 4]) engine.releasePoint(copies[other] ?? '');
  await engine.restore(testInstance('db-R', { keyArn: FAR_KEY }), { kind: 'point', point: copies[2] ?? '' });
  expect(await rowsOf('db-R-name')).toBe(3);
  await engine.drop('db-R', { keepArchive: false });
  engine.releasePoint(copies[2] ?? '');
  expect([count('rds_engine_chunk'), count('rds_engine_archive'), count('rds_engine_wal')]).toEqual([0, 0, 0]);
});

test('a replica follows its source one round behind, also where small pieces of the log became one, and restores what it says it can after the source is gone', async () => {
  const { engine } = account;
  let mark: ReplicaMark | null = null;
  let behind = 0;
  for (let round = 1; round <= 70; round += 1) {
    await insert();
    behind = round - 1;
    account.jump(300);
    await engine.ship('db-A');
    mark = await engine.replicate('db-A', 'replica', { keyArn: FAR_KEY, until: mark });
  }
  const window = engine.window('replica');
  expect(window?.latestMicros).toBeLessThan(engine.window('db-A')?.latestMicros ?? 0);
  await engine.drop('db-A', { keepArchive: false });
  account.disabledKeys.add(KEY);
  account = await account.reopen();
  await account.engine.restore(testInstance('db-R', { keyArn: FAR_KEY }), { kind: 'time', archiveOf: 'replica', atMicros: window?.latestMicros ?? 0 });
  expect(await rowsOf('db-R-name')).toBe(behind);
});
