import type { SandboxContext, Timer } from '../../../service.ts';
import type { Row, RowTable } from '../row-table.ts';

/** A thing that did not move on although it was due is looked at again after this. */
const RETRY_MICROS = 3_600_000_000;

/** Moves on everything of a table that is due, one after the other; each step is awaited and leaves a later due time or none. */
export function dueTimer<T extends Row>(context: SandboxContext, { name, table, step }: { readonly name: string; readonly table: RowTable<T>; readonly step: (row: T) => void | Promise<void> }): Timer {
  return {
    name,
    next: () => table.nextDue(context.catalogue),
    fire: async (atMicros) => {
      for (let row = table.firstDue(context.catalogue, atMicros); row !== null; row = table.firstDue(context.catalogue, atMicros)) {
        await guarded(context, { name, row, step });
        // what was cut off is still due at the next start
        if (context.closing?.aborted === true) return;
        const after = table.find(context.catalogue, row.id);
        // one that stays as it is would be fired for ever
        if (after?.due === row.due && after.state === row.state && JSON.stringify(after) === JSON.stringify(row)) table.put(context.catalogue, { ...after, due: atMicros + RETRY_MICROS });
      }
    },
  };
}

async function guarded<T extends Row>(context: SandboxContext, { name, row, step }: { readonly name: string; readonly row: T; readonly step: (row: T) => void | Promise<void> }): Promise<void> {
  try {
    await step(row);
  } catch (error) {
    if (context.closing?.aborted === true) return;
    // the others that are due must go on
    context.log(`${name} ${row.id} failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  }
}
