import { openEngineAccount, testInstance } from '#sandbox/services/rds/engine/testing/engine-account';
import type { EngineAccount } from '#sandbox/services/rds/engine/testing/engine-account';
import type { EngineInstance, RestoreSource } from '#sandbox/services/rds/engine/db-engine';
import { plainServer } from './plain-server.ts';
import type { PlainServer } from './plain-server.ts';
import { changeRows, contentOf, fillDatabase, markAround, MASTER, newestMark, openAt } from './source-database.ts';
import type { Content } from './source-database.ts';

export const STEPS = ['plain', 'own', 'create', 'start', 'snapshot', 'restore', 'restoreSealed', 'restoreToTime'] as const;
type Step = (typeof STEPS)[number];

export interface EngineTimes {
  /** Milliseconds of each round. */
  readonly ms: Readonly<Record<Step, readonly number[]>>;
  /** The first snapshot after the load: ships all of its log and takes a base copy. */
  readonly firstSnapshotMs: number;
  readonly databaseBytes: number;
  /** Log that a restore replays on top of the base copy, but for what the rounds themselves write. */
  readonly logBytes: number;
}

interface Bench {
  readonly account: EngineAccount;
  readonly plain: PlainServer;
  readonly content: Content;
  readonly point: string;
  readonly sealedPoint: string;
}

const SOURCE = testInstance('db-SOURCE', { identifier: 'portal-db' });
const KEY = 'arn:aws:kms:us-west-2:111111111111:key/bench';
const STARTS_PER_ROUND = 5;

/** Life of an instance on the engine alone, without the control plane's modelled durations; `folder` is one that does not exist yet. */
export async function engineTimes(folder: string, rounds: number): Promise<EngineTimes> {
  const account = openEngineAccount();
  try {
    const { engine } = account;
    const plain = await plainServer(folder);
    await engine.create(SOURCE, MASTER);
    const database = await openAt(engine, SOURCE);
    await fillDatabase(database);
    const firstSnapshotMs = await timed(async () => engine.releasePoint((await engine.snapshot(SOURCE.resourceId, null)).point));
    const databaseBytes = await engine.sizeBytes(SOURCE.resourceId);
    const logBytes = await changeRows(database);
    const content = await contentOf(database);
    await database.close();
    const { point } = await engine.snapshot(SOURCE.resourceId, null);
    const sealed = await engine.copyPoint(point, KEY);
    const ms = await measure({ account, plain, content, point, sealedPoint: sealed.point }, rounds);
    return { ms, firstSnapshotMs, databaseBytes: databaseBytes ?? 0, logBytes };
  } finally {
    await account.close();
  }
}

async function measure(bench: Bench, rounds: number): Promise<Record<Step, number[]>> {
  const ms: Record<Step, number[]> = { plain: [], own: [], create: [], start: [], snapshot: [], restore: [], restoreSealed: [], restoreToTime: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < STARTS_PER_ROUND; i += 1) {
      ms.plain.push(await bench.plain.startMs('default'));
      ms.own.push(await bench.plain.startMs('own'));
    }
    ms.create.push(await createdMs(bench, testInstance(`db-NEW${round}`)));
    ms.start.push(await startedMs(bench));
    const { atMicros, mark, snapshotMs } = await written(bench, round);
    ms.snapshot.push(snapshotMs);
    ms.restore.push(await restoredMs(bench, testInstance(`db-POINT${round}`), { kind: 'point', point: bench.point }, 0));
    ms.restoreSealed.push(await restoredMs(bench, testInstance(`db-SEALED${round}`, { keyArn: KEY }), { kind: 'point', point: bench.sealedPoint }, 0));
    ms.restoreToTime.push(await restoredMs(bench, testInstance(`db-TIME${round}`), { kind: 'time', archiveOf: SOURCE.resourceId, atMicros }, mark));
  }
  return ms;
}

/** A new instance until a client's first statement is answered. */
async function createdMs({ account: { engine } }: Bench, instance: EngineInstance): Promise<number> {
  const ms = await timed(async () => {
    await engine.create(instance, MASTER);
    await selectOne(engine, instance);
  });
  await engine.drop(instance.resourceId, { keepArchive: false });
  return ms;
}

/** The stopped instance until a client's first statement is answered. */
async function startedMs({ account: { engine } }: Bench): Promise<number> {
  await engine.stop(SOURCE.resourceId, 'fast');
  return timed(async () => {
    await engine.start(SOURCE.resourceId);
    await selectOne(engine, SOURCE);
  });
}

/** Writes a little, takes a snapshot, and names a moment between two of the writes. */
async function written({ account: { engine, context } }: Bench, round: number): Promise<{ readonly atMicros: number; readonly mark: number; readonly snapshotMs: number }> {
  const mark = 2 * round + 1;
  const database = await openAt(engine, SOURCE);
  const realMicros = await markAround(database, mark);
  await database.close();
  const snapshotMs = await timed(async () => engine.releasePoint((await engine.snapshot(SOURCE.resourceId, null)).point));
  return { atMicros: context.clockMap.drillOfReal(realMicros), mark, snapshotMs };
}

/** A restored instance until a client's first statement is answered; then its content is compared, which is not counted. */
async function restoredMs({ account: { engine }, content }: Bench, instance: EngineInstance, from: RestoreSource, mark: number): Promise<number> {
  const ms = await timed(async () => {
    await engine.restore(instance, from);
    await selectOne(engine, instance);
  });
  const database = await openAt(engine, instance);
  const [got, newest] = [await contentOf(database), await newestMark(database)];
  await database.close();
  if (got.users !== content.users || newest !== mark) throw new Error(`${instance.resourceId} was not restored right: users ${got.users}, expected ${content.users}; newest mark ${newest}, expected ${mark}`);
  await engine.drop(instance.resourceId, { keepArchive: false });
  return ms;
}

async function selectOne(engine: EngineAccount['engine'], instance: EngineInstance): Promise<void> {
  const database = await openAt(engine, instance);
  await database.query('SELECT 1');
  await database.close();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
