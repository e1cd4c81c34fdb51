import type { SandboxContext, Timer } from '../../service.ts';
import { dueTimer } from '../backup/jobs/due-timer.ts';
import type { Row, RowTable } from '../backup/row-table.ts';
import { nextRestore, stepRestores } from './backup/restore-jobs.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, MOUNT_TARGETS } from './model.ts';
import { removeTree } from './tree/remove-tree.ts';
import { treePath } from './tree/tree-path.ts';

/** What happens to file systems by itself: states that end, and restores. */
export function efsTimers(context: SandboxContext): readonly Timer[] {
  const { catalogue } = context;
  return [
    lifeTimer(context, { name: 'efs file systems', table: FILE_SYSTEMS, gone: (id) => removeTree(treePath(context, id)) }),
    lifeTimer(context, { name: 'efs mount targets', table: MOUNT_TARGETS }),
    lifeTimer(context, { name: 'efs access points', table: ACCESS_POINTS }),
    { name: 'efs restores', next: () => nextRestore(catalogue), fire: (at) => stepRestores(context, at) },
  ];
}

/**
 * What was being made is available, what was being deleted is gone; files go before the row that names them, so that a kill leaves nothing that
 * nobody knows of. One that cannot go is tried again later and keeps no other one waiting.
 */
function lifeTimer<T extends Row>(context: SandboxContext, { name, table, gone }: { readonly name: string; readonly table: RowTable<T>; readonly gone?: (id: string) => void }): Timer {
  return dueTimer(context, {
    name, table,
    step: (row) => {
      if (row.state === 'creating') return table.put(context.catalogue, { ...row, state: 'available', due: null });
      gone?.(row.id);
      table.remove(context.catalogue, row.id);
    },
  });
}
