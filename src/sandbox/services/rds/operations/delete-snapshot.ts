import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireOwnSnapshot } from '../find.ts';
import { refuseUnserved, requiredText } from '../input.ts';
import { dropSnapshot } from '../jobs/end-backups.ts';
import { note } from '../notes.ts';
import { named } from '../operation.ts';
import { snapshotOutput } from '../snapshot-output.ts';
import { isSourceOfJob } from '../sources.ts';

/** Deletes a manual snapshot with its bytes. Automated ones go with their retention, those of AWS Backup through AWS Backup. */
export const deleteDbSnapshot: Operation = named('DeleteDBSnapshot', { kind: 'snapshot', member: 'DBSnapshotIdentifier' }, (scope, input) => {
  refuseUnserved('DeleteDBSnapshot', input, ['DBSnapshotIdentifier']);
  const { context, state } = scope;
  const snapshot = requireOwnSnapshot(scope, requiredText(input, 'DBSnapshotIdentifier'));
  if (snapshot.type === 'automated') throw errors.snapshotState('automated snapshots cannot be deleted.');
  if (snapshot.type === 'awsbackup') throw errors.snapshotState('Snapshots created by AWS Backup cannot be deleted here; delete the recovery point in AWS Backup.');
  if (snapshot.status === 'creating' || isSourceOfJob(state, snapshot)) throw errors.snapshotState(`Cannot delete the snapshot ${snapshot.name} because it is not currently in the available state.`);
  state.change(() => {
    dropSnapshot(scope, snapshot);
    note(context, 'db-snapshot', snapshot, { message: 'Deleted manual snapshot', categories: ['deletion'] });
  });
  return { DBSnapshot: { ...snapshotOutput(context, snapshot), Status: 'deleted' } };
});
