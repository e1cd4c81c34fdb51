import { dueTimer } from '../../backup/jobs/due-timer.ts';
import type { Running, SandboxContext, Timer } from '../../../service.ts';
import { shapeOf } from '../directory.ts';
import { dataOf, storeOf } from '../engine-of.ts';
import { BACKUPS, TABLES, type Backup } from '../model.ts';
import { stateOf } from '../state.ts';
import { stepTable } from './table-job.ts';
import { trimTable } from './trim-table.ts';

/** What DynamoDB does by itself in drill time. */
export function dynamodbTimers(context: SandboxContext): readonly Timer[] {
  const { expiries } = dataOf(context);
  const trims = stateOf(context.catalogue).trims();
  return [
    dueTimer(context, { name: 'dynamodb tables', table: TABLES, step: (table) => stepTable(context, table) }),
    dueTimer(context, { name: 'dynamodb backups', table: BACKUPS, step: (backup) => stepBackup(context, backup) }),
    {
      name: 'dynamodb expiry',
      next: () => expiries.dueMicros(),
      fire: async (atMicros) => {
        for (const ref of expiries.due(atMicros)) await expireItems(context, ref, Math.floor(atMicros / 1_000_000));
      },
    },
    {
      name: 'dynamodb history',
      next: trims.next,
      fire: async (atMicros) => {
        for (const { ref, ...place } of trims.due(atMicros)) {
          const goesOn = await trimTable(context, ref, place);
          trims.done(ref);
          if (goesOn) stateOf(context.catalogue).trimLater(ref, place, context.time.nowMicros());
        }
      },
    },
  ];
}

/** Finds the next expiry of every table that has time to live; stores are closed with the sandbox. */
export function runStores(context: SandboxContext): Running {
  const found = readExpiries(context).catch((error: unknown) => context.log(`dynamodb: the expiry times of items were not read: ${error instanceof Error ? error.message : String(error)}`));
  return {
    close: async () => {
      await found;
      await dataOf(context).engine.close();
    },
  };
}

/** What items say of their expiry is not in the catalogue, so it is read from them at every start. */
export async function readExpiries(context: SandboxContext): Promise<void> {
  for (const table of stateOf(context.catalogue).all()) {
    if (table.ttl === null || table.state === 'DELETED') continue;
    const next = await (await storeOf(context, table)).nextExpiry(table.ref);
    if (next !== null) dataOf(context).expiries.note(table.ref, next);
  }
}

/** A backup becomes available, or its days are over. */
function stepBackup(context: SandboxContext, backup: Backup): void {
  const state = stateOf(context.catalogue);
  if (backup.state === 'CREATING') state.putBackup({ ...backup, state: 'AVAILABLE', due: backup.expires });
  else state.change(() => state.removeBackup(backup, context.time.nowMicros()));
}

async function expireItems(context: SandboxContext, ref: string, nowSeconds: number): Promise<void> {
  const { expiries } = dataOf(context);
  const table = stateOf(context.catalogue).byRef(ref);
  if (!table || table.state === 'DELETED' || shapeOf(table).ttlAttribute === null) return expiries.forget(ref);
  const store = await storeOf(context, table);
  expiries.forget(ref);
  try {
    // what was noted until now lies among the items before they are looked through
    await store.settled();
    await store.expire(shapeOf(table), nowSeconds);
  } finally {
    const next = await store.nextExpiry(ref);
    if (next !== null) expiries.note(ref, next);
  }
}
