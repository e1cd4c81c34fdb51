import type { Place, SandboxContext } from '../../../service.ts';
import { storeOf } from '../engine-of.ts';
import type { Table } from '../model.ts';
import { windowOf } from '../pitr-window.ts';
import { stateOf } from '../state.ts';

/** Forgets what no backup and no point-in-time recovery needs of a table's history; of a deleted table everything, once its last backup is gone. Whether to look again. */
export async function trimTable(context: SandboxContext, ref: string, place: Place): Promise<boolean> {
  const state = stateOf(context.catalogue);
  const table = state.byRef(ref);
  const store = await storeOf(context, place);
  const held = state.positions(ref);
  if ((table === null || table.state === 'DELETED') && held.length === 0) {
    await store.clear(ref, { history: true });
    if (table) state.remove(table);
    return false;
  }
  const reachesTo = earliestNeeded(context, table);
  await store.trim(ref, (from, until) => until > reachesTo || holds(held, from, until));
  return reachesTo !== Infinity;
}

function earliestNeeded(context: SandboxContext, table: Table | null): number {
  return table?.pitr && table.state !== 'DELETED' ? windowOf(table.pitr, context.time.nowMicros()).earliestMicros : Infinity;
}

/** Whether any position lies in [from, until). */
function holds(positions: readonly number[], from: number, until: number): boolean {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return (positions[low] ?? Infinity) < until;
}
