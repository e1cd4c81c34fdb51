import type { Call } from '../../../service.ts';
import { errors } from '../errors.ts';
import { tableFor, type Input } from '../lookup.ts';
import { stateOf } from '../state.ts';
import { tableOutput } from '../table-output.ts';
import { backupNow } from '../take-backup.ts';
import { DAY_MICROS, endsAt } from '../times.ts';

/** Days that DynamoDB keeps the backup of a deleted table that had point-in-time recovery (aws-facts.md 2.3). */
const SYSTEM_BACKUP_DAYS = 35;

/** Takes a table away; with point-in-time recovery its last state stays as a system backup. */
export async function deleteTable(call: Call, input: Input): Promise<object> {
  const table = tableFor(call, input, 'DeleteTable');
  const { name } = table.design;
  if (table.state !== 'ACTIVE') throw errors.tableBusy(name, { CREATING: 'created', UPDATING: 'updated', DELETING: 'deleted', DELETED: 'deleted' }[table.state]);
  if (table.protected) throw errors.protected();
  const before = await tableOutput(call, table);
  const state = stateOf(call.catalogue);
  const now = Math.floor(call.time.nowMicros());
  const last = table.pitr === null ? null : await backupNow(call, table, { kind: 'SYSTEM', name: `${name}$DeletedTableBackup`, expires: now + SYSTEM_BACKUP_DAYS * DAY_MICROS });
  state.change(() => {
    if (last) state.putBackup({ ...last, state: 'AVAILABLE', due: last.expires });
    state.put({ ...table, state: 'DELETING', stateDue: endsAt(call, 'dynamodb-delete'), ttlDue: null });
  });
  call.time.changed();
  return { TableDescription: { ...before, TableStatus: 'DELETING' } };
}
