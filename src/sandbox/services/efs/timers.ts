import { rmSync } from 'node:fs';
import type { SandboxContext, Timer } from '../../service.ts';
import type { Row, RowTable } from '../backup/row-table.ts';
import { nextRestore, stepRestores } from './backup/restore-jobs.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, MOUNT_TARGETS } from './model.ts';
import { treePath } from './tree/tree-path.ts';

/** What happens to file systems by itself: states that end, and restores. */
export function efsTimers(context: SandboxContext): readonly Timer[] {
  const { catalogue } = context;
  return [
    { name: 'efs file systems', next: () => FILE_SYSTEMS.nextDue(catalogue), fire: (at) => moveOn(context, FILE_SYSTEMS, at, (id) => rmSync(treePath(context, id), { recursive: true, force: true })) },
    { name: 'efs mount targets', next: () => MOUNT_TARGETS.nextDue(catalogue), fire: (at) => moveOn(context, MOUNT_TARGETS, at) },
    { name: 'efs access points', next: () => ACCESS_POINTS.nextDue(catalogue), fire: (at) => moveOn(context, ACCESS_POINTS, at) },
    { name: 'efs restores', next: () => nextRestore(catalogue), fire: (at) => stepRestores(context, at) },
  ];
}

/** What was being made is available, what was being deleted is gone; files go before the row that names them, so that a kill leaves nothing that nobody knows of. */
function moveOn<T extends Row>({ catalogue }: SandboxContext, table: RowTable<T>, atMicros: number, gone: (id: string) => void = () => undefined): void {
  for (let row = table.firstDue(catalogue, atMicros); row !== null; row = table.firstDue(catalogue, atMicros)) {
    if (row.state === 'creating') {
      table.put(catalogue, { ...row, state: 'available', due: null });
      continue;
    }
    gone(row.id);
    table.remove(catalogue, row.id);
  }
}
