import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineFailure } from './db-engine.ts';
import { openEngineAccount, testInstance, MASTER } from './testing/engine-account.ts';
import type { EngineAccount } from './testing/engine-account.ts';

let account: EngineAccount;
const SOURCE = testInstance('db-SOURCE', { identifier: 'portal-db' });

beforeEach(() => { account = openEngineAccount(); });
afterEach(async () => account.close());

test('a snapshot restores exactly the rows of its moment, for the same users, at a port of its own', async () => {
  const { engine } = account;
  await engine.create(SOURCE, MASTER);
  const client = await account.connect('portal-db');
  await client.query('CREATE TABLE member (id int PRIMARY KEY, name text)');
  await client.query(`INSERT INTO member SELECT i, 'member ' || i FROM generate_series(1, 1000) i`);
  const point = await engine.snapshot('db-SOURCE', null);
  await client.query('DELETE FROM member WHERE id > 10');
  await client.query(`INSERT INTO member VALUES (5000, 'later')`);
  await engine.restore(testInstance('db-RESTORED'), { kind: 'point', point: point.point });
  const restored = await account.connect('db-RESTORED-name');
  const { rows } = await restored.query('SELECT count(*)::int AS n, max(id) AS last, sum(id)::int AS sum FROM member');
  expect(rows).toEqual([{ n: 1000, last: 1000, sum: 500_500 }]);
  expect(engine.port('db-RESTORED-name')).not.toBe(engine.port('portal-db'));
  expect(account.log.filter((line) => line.includes('archive recovery complete'))).toHaveLength(1);
  await expect(engine.restore(testInstance('db-NONE'), { kind: 'point', point: 'pt-unknown' })).rejects.toThrow(EngineFailure);
});
