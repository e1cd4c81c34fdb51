import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '#kit/random';
import { realSleep } from '#kit/wall-clock';
import { MASTER, openEngineAccount, testInstance } from './testing/engine-account.ts';
import type { EngineAccount } from './testing/engine-account.ts';

const SEED = process.env['REDRILL_TEST_SEED'] ?? 'pitr-1';
const TARGETS = Number(process.env['REDRILL_TEST_PITR'] ?? 20);
const BEACONS = 400;

interface Beacon {
  readonly id: number;
  readonly drillMicros: number;
}

let account: EngineAccount;

beforeEach(async () => {
  account = openEngineAccount();
  await account.engine.create(testInstance('db-SOURCE'), MASTER);
});
afterEach(async () => account.close());

/** Commits one row every few milliseconds; now and then time jumps, the log is shipped, or nothing happens for a while. */
async function writeHistory(random: () => number): Promise<readonly Beacon[]> {
  const client = await account.connect('db-SOURCE-name');
  await client.query('CREATE TABLE mark (id int PRIMARY KEY)');
  for (let id = 1; id <= BEACONS; id += 1) {
    await client.query('INSERT INTO mark VALUES ($1)', [id]);
    const dice = random();
    if (dice < 0.05) account.jump(60 + random() * 7200);
    else if (dice < 0.15) await account.engine.ship('db-SOURCE');
    else if (dice < 0.4) await realSleep(random() * 4);
  }
  account.jump(300);
  await account.engine.ship('db-SOURCE');
  const { rows } = await client.query<{ id: number; at: string }>('SELECT id, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint::text AS at FROM mark ORDER BY id');
  return rows.map(({ id, at }) => ({ id, drillMicros: account.context.clockMap.drillOfReal(Number(at)) }));
}

/** Half of them anywhere in the window (most in a jump), half at a commit, or a microsecond beside it. */
function targets(random: () => number, beacons: readonly Beacon[]): readonly number[] {
  const window = account.engine.window('db-SOURCE') ?? { earliestMicros: 0, latestMicros: 0 };
  return Array.from({ length: TARGETS }, (_, i) => {
    if (i % 2 === 0) return Math.floor(window.earliestMicros + random() * (window.latestMicros - window.earliestMicros));
    const near = beacons[Math.floor(random() * beacons.length)]?.drillMicros ?? 0;
    return Math.min(window.latestMicros, Math.max(window.earliestMicros, near + Math.floor(random() * 3) - 1));
  });
}

test(`restores to ${TARGETS} random moments hold exactly the rows committed up to each (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const beacons = await writeHistory(random);
  const wrong: string[] = [];
  for (const [i, atMicros] of targets(random, beacons).entries()) {
    const resource = `db-R${i}`;
    await account.engine.restore(testInstance(resource, { identifier: 'restored' }), { kind: 'time', archiveOf: 'db-SOURCE', atMicros });
    const client = await account.connect('restored');
    const found = (await client.query<{ id: number }>('SELECT id FROM mark ORDER BY id').catch(() => ({ rows: [] }))).rows.map(({ id }) => id);
    const expected = beacons.filter(({ drillMicros }) => drillMicros <= atMicros).map(({ id }) => id);
    if (found.join() !== expected.join()) wrong.push(`seed ${SEED}, target ${atMicros}: ${found.length} rows up to ${found.at(-1)}, expected ${expected.length}`);
    await client.end();
    await account.engine.drop(resource, { keepArchive: false });
  }
  expect(wrong).toEqual([]);
  expect(account.log.some((line) => line.includes('recovery stopping'))).toBe(true);
}, 600_000);

test('a moment without any commit behind it restores everything, and one outside the window is refused', async () => {
  const { engine } = account;
  const client = await account.connect('db-SOURCE-name');
  await client.query('CREATE TABLE mark (id int)');
  await client.query('INSERT INTO mark VALUES (1)');
  await engine.ship('db-SOURCE');
  account.jump(3600);
  const latest = await engine.ship('db-SOURCE');
  expect(latest).toBeGreaterThan(account.context.time.nowMicros() - 60_000_000);
  await engine.restore(testInstance('db-LATEST'), { kind: 'time', archiveOf: 'db-SOURCE', atMicros: latest });
  expect((await (await account.connect('db-LATEST-name')).query('SELECT id FROM mark')).rows).toEqual([{ id: 1 }]);
  for (const atMicros of [latest + 1_000_000, (engine.window('db-SOURCE')?.earliestMicros ?? 0) - 1_000_000]) {
    await expect(engine.restore(testInstance('db-OUTSIDE'), { kind: 'time', archiveOf: 'db-SOURCE', atMicros })).rejects.toThrow(/restorable time/);
  }
});

test('a restored instance can itself be restored to a moment of its own life', async () => {
  const { engine } = account;
  const source = await account.connect('db-SOURCE-name');
  await source.query('CREATE TABLE mark (id int)');
  await source.query('INSERT INTO mark VALUES (1)');
  await engine.restore(testInstance('db-SECOND'), { kind: 'point', point: (await engine.snapshot('db-SOURCE', null)).point });
  const second = await account.connect('db-SECOND-name');
  await second.query('INSERT INTO mark VALUES (2)');
  const { latestMicros } = { latestMicros: await engine.ship('db-SECOND') };
  account.jump(600);
  await second.query('INSERT INTO mark VALUES (3)');
  await engine.ship('db-SECOND');
  await engine.restore(testInstance('db-THIRD'), { kind: 'time', archiveOf: 'db-SECOND', atMicros: latestMicros });
  expect((await (await account.connect('db-THIRD-name')).query('SELECT id FROM mark ORDER BY id')).rows).toEqual([{ id: 1 }, { id: 2 }]);
});
