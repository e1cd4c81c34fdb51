import { modelledMicros } from '../../backup/durations.ts';
import type { SandboxContext } from '../../../service.ts';
import { shapeOf } from '../directory.ts';
import { dataOf, storeOf } from '../engine-of.ts';
import type { Table } from '../model.ts';
import { stateOf } from '../state.ts';

/** Moves a table on: what it is in the middle of has its real work done here, then waits for its modelled end. */
export async function stepTable(context: SandboxContext, { id }: Table): Promise<void> {
  const state = stateOf(context.catalogue);
  const now = context.time.nowMicros();
  const current = (): Table | null => state.byTableId(id);
  const table = current();
  if (table && table.stateDue !== null && table.stateDue <= now) await stepState(context, table);
  const after = current();
  if (after && after.ttlDue !== null && after.ttlDue <= now) await stepTtl(context, after);
}

async function stepState(context: SandboxContext, table: Table): Promise<void> {
  const state = stateOf(context.catalogue);
  switch (table.state) {
    case 'CREATING': return table.restore !== null && !table.restore.done ? bringItems(context, table) : void state.put({ ...table, state: 'ACTIVE', stateDue: null });
    case 'UPDATING': return finishUpdate(context, table);
    case 'DELETING': return endTable(context, table);
    case 'ACTIVE':
    case 'DELETED': return void state.put({ ...table, stateDue: null });
  }
}

/** The items of a restore. Killed in between, it begins anew with an empty table. */
async function bringItems(context: SandboxContext, table: Table): Promise<void> {
  const { restore } = table;
  const state = stateOf(context.catalogue);
  const base = restore && state.backup(restore.base);
  if (!restore || !base) return failRestore(context, table, 'The backup that the table is restored from is gone.');
  const problem = [base.keyArn, table.design.keyArn].map((key) => (key === null ? null : context.keys.problem(key, 'decrypt', null))).find((one) => one !== null);
  if (problem) return failRestore(context, table, `The KMS key of the restore cannot be used: ${problem.message}`);
  const store = await storeOf(context, table);
  await store.clear(table.ref);
  await store.load(shapeOf(table), (await storeOf(context, base.store)).images(base.position));
  const ends = table.created + modelledMicros(context, 'dynamodb-restore', { objects: base.size.items, bytes: base.size.bytes });
  state.change(() => {
    state.removeBackup(base, context.time.nowMicros());
    state.put({ ...(state.byTableId(table.id) ?? table), restore: { ...restore, done: true }, stateDue: Math.max(ends, Math.floor(context.time.nowMicros())) });
  });
}

function failRestore(context: SandboxContext, table: Table, failure: string): void {
  const state = stateOf(context.catalogue);
  const base = table.restore && state.backup(table.restore.base);
  state.change(() => {
    if (base) state.removeBackup(base, context.time.nowMicros());
    state.put({ ...table, state: 'DELETED', stateDue: null, restore: table.restore && { ...table.restore, failure } });
    state.trimLater(table.ref, table, context.time.nowMicros());
  });
}

/** Indexes that were asked for or given up; the rest of an update was in force at once. */
async function finishUpdate(context: SandboxContext, table: Table): Promise<void> {
  const store = await storeOf(context, table);
  for (const index of table.design.globalIndexes) {
    if (index.status === 'CREATING') await store.buildIndex(shapeOf(table), index.IndexName);
    if (index.status === 'DELETING') await store.dropIndex(table.ref, index.IndexName);
  }
  const globalIndexes = table.design.globalIndexes.filter(({ status }) => status !== 'DELETING').map((index) => ({ ...index, status: 'ACTIVE' as const }));
  const now = stateOf(context.catalogue).byTableId(table.id) ?? table;
  stateOf(context.catalogue).put({ ...now, state: 'ACTIVE', stateDue: null, design: { ...now.design, globalIndexes } });
}

/** The table is gone from here on; its items stay as long as a backup needs them. */
async function endTable(context: SandboxContext, table: Table): Promise<void> {
  const state = stateOf(context.catalogue);
  dataOf(context).expiries.forget(table.ref);
  if (state.positions(table.ref).length === 0) {
    await (await storeOf(context, table)).clear(table.ref, { history: true });
    return state.remove(table);
  }
  state.put({ ...table, state: 'DELETED', stateDue: null, ttlDue: null, pitr: null });
  state.trimLater(table.ref, table, context.time.nowMicros());
}

async function stepTtl(context: SandboxContext, table: Table): Promise<void> {
  const state = stateOf(context.catalogue);
  const store = await storeOf(context, table);
  const { expiries } = dataOf(context);
  expiries.forget(table.ref);
  if (table.ttl?.status === 'ENABLING') {
    await store.buildExpiry(shapeOf(table));
    const next = await store.nextExpiry(table.ref);
    if (next !== null) expiries.note(table.ref, next);
  } else await store.dropExpiry(table.ref);
  const now = state.byTableId(table.id) ?? table;
  state.put({ ...now, ttlDue: null, ttl: now.ttl?.status === 'ENABLING' ? { ...now.ttl, status: 'ENABLED' } : null });
}
