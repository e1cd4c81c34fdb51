import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineFailure } from './db-engine.ts';
import { MASTER, openEngineAccount, testInstance } from './testing/engine-account.ts';
import type { EngineAccount } from './testing/engine-account.ts';

const KEY = 'arn:aws:kms:us-west-2:111111111111:key/portal';
const OTHER_KEY = 'arn:aws:kms:us-east-2:222222222222:key/vault';
const SECRET = 'patient number 4711 is called Ada';
let account: EngineAccount;

beforeEach(() => { account = openEngineAccount(); });
afterEach(async () => account.close());

async function sourceWithSecret(keyArn: string | null): Promise<string> {
  await account.engine.create(testInstance('db-SOURCE', { keyArn }), MASTER);
  const client = await account.connect('db-SOURCE-name');
  await client.query('CREATE TABLE patient (id int PRIMARY KEY, name text)');
  await client.query('INSERT INTO patient VALUES (1, $1)', [SECRET]);
  await client.query('CHECKPOINT').catch(() => undefined);
  return (await account.engine.snapshot('db-SOURCE', keyArn)).point;
}

/** Whether the row stands in any stored byte: the database file, its log, or a blob. */
function foundInArchive(): boolean {
  account.context.catalogue.flush();
  account.context.catalogue.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const blobs = readdirSync(join(account.state, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [join(account.state, 'catalogue.sqlite'), ...blobs].some((path) => readFileSync(path).includes(SECRET));
}

async function namesIn(identifier: string): Promise<readonly unknown[]> {
  return (await (await account.connect(identifier)).query('SELECT name FROM patient')).rows;
}

test('an archive without a key holds the row as it is, and one under a key nowhere', async () => {
  const open = await sourceWithSecret(null);
  expect(foundInArchive()).toBe(true);
  await account.engine.drop('db-SOURCE', { keepArchive: false });
  account.engine.releasePoint(open);
  await account.close();
  account = openEngineAccount();
  const point = await sourceWithSecret(KEY);
  expect(foundInArchive()).toBe(false);
  await account.engine.restore(testInstance('db-R', { keyArn: KEY }), { kind: 'point', point });
  expect(await namesIn('db-R-name')).toEqual([{ name: SECRET }]);
});

test('a key that cannot be used fails restore, snapshot and shipment in words, and the latest restorable time stands still', async () => {
  const point = await sourceWithSecret(KEY);
  const latest = account.engine.window('db-SOURCE')?.latestMicros;
  account.disabledKeys.add(KEY);
  const failed = account.engine.restore(testInstance('db-R', { keyArn: KEY }), { kind: 'point', point });
  await expect(failed).rejects.toThrow(EngineFailure);
  await expect(failed).rejects.toThrow(/is disabled/);
  await (await account.connect('db-SOURCE-name')).query(`INSERT INTO patient VALUES (2, 'Grace')`);
  await expect(account.engine.snapshot('db-SOURCE', KEY)).rejects.toThrow(EngineFailure);
  expect(await account.engine.ship('db-SOURCE')).toBe(latest);
  account.disabledKeys.delete(KEY);
  expect(await account.engine.ship('db-SOURCE')).toBeGreaterThan(latest ?? 0);
  await account.engine.restore(testInstance('db-R', { keyArn: KEY }), { kind: 'point', point });
  expect(await namesIn('db-R-name')).toEqual([{ name: SECRET }]);
});

test('a copy under another key outlives the original, its instance and its key', async () => {
  const original = await sourceWithSecret(KEY);
  const copy = await account.engine.copyPoint(original, OTHER_KEY);
  account.engine.releasePoint(original);
  await account.engine.drop('db-SOURCE', { keepArchive: false });
  account.disabledKeys.add(KEY);
  await account.engine.restore(testInstance('db-R', { keyArn: OTHER_KEY }), { kind: 'point', point: copy.point });
  expect(await namesIn('db-R-name')).toEqual([{ name: SECRET }]);
  await account.engine.drop('db-R', { keepArchive: false });
  account.engine.releasePoint(copy.point);
  account.context.catalogue.flush();
  const left = account.context.catalogue.db.prepare('SELECT (SELECT count(*) FROM blob) AS blobs, (SELECT count(*) FROM rds_engine_chunk) AS chunks, (SELECT count(*) FROM rds_engine_base_file) AS files, (SELECT count(*) FROM rds_engine_archive) AS archives').get();
  expect({ ...left }).toEqual({ blobs: 0, chunks: 0, files: 0, archives: 0 });
});
