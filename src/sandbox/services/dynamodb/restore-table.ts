import { uuid } from '#kit/ids';
import type { Place, SandboxContext } from '../../service.ts';
import { errors } from './errors.ts';
import { newTable } from './operations/create-table.ts';
import type { Backup, Table, TableDesign } from './model.ts';
import { stateOf } from './state.ts';

interface Wanted {
  readonly at: Place;
  readonly design: TableDesign;
  readonly from: Backup;
  readonly sourceBackupArn: string | null;
  readonly atMicros: number;
  readonly jobId?: string;
}

/** A new table in state CREATING whose items come from a backup or from an earlier moment of a table; a timer brings them. */
export function beginRestore(context: SandboxContext, { at, design, from, sourceBackupArn, atMicros, jobId }: Wanted): Table {
  const state = stateOf(context.catalogue);
  const fresh = newTable(context, at, design);
  if (state.find(fresh.resource)) throw errors.targetExists(design.name);
  const base: Backup = { ...from, id: `base:${uuid()}`, account: fresh.account, region: fresh.region, resource: fresh.resource, kind: 'BASE', jobId: null, state: 'AVAILABLE', due: null, expires: null };
  const table = state.change(() => {
    state.putBackup(base);
    return state.put({ ...fresh, stateDue: fresh.created, restore: { sourceArn: sourceOf(from), sourceBackupArn, atMicros, base: base.id, jobId: jobId ?? null, done: false, failure: null } });
  });
  context.time.changed();
  return table;
}

/** ARN of the table that a backup is of, which for the base of a restore is not its own resource. */
function sourceOf({ store, design }: Backup): string {
  return `arn:aws:dynamodb:${store.region}:${store.account}:table/${design.name}`;
}
