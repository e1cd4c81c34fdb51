import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireInstance } from '../find.ts';
import { newSnapshotName } from '../identifiers.ts';
import { flag, refuseUnserved, requiredText, text, type Input } from '../input.ts';
import { instanceOutput } from '../instance-output.ts';
import { newSnapshot } from '../jobs/begin-snapshot.ts';
import type { DeleteOrder } from '../jobs/delete-job.ts';
import type { JobKindId } from '../job-rows.ts';
import type { Instance, InstanceStatus } from '../model.ts';
import { named } from '../operation.ts';
import type { Scope } from '../scope.ts';
import { modelledMicros } from '../times.ts';

const WITHOUT_SNAPSHOT_ONLY: ReadonlySet<InstanceStatus> = new Set<InstanceStatus>(['failed', 'restore-error', 'incompatible-parameters', 'inaccessible-encryption-credentials', 'inaccessible-encryption-credentials-recoverable']);

/** Work that must not be cut off; regular jobs and an automatic start simply do not happen any more. */
const WORK_THAT_ENDS: ReadonlySet<JobKindId> = new Set<JobKindId>(['create', 'restore', 'snapshot', 'modify', 'parameters', 'reboot', 'stop']);

/** Deletes an instance. Manual snapshots and those of AWS Backup stay; automated backups go unless DeleteAutomatedBackups is false. */
export const deleteDbInstance: Operation = named('DeleteDBInstance', { kind: 'db', member: 'DBInstanceIdentifier' }, (scope, input) => {
  refuseUnserved('DeleteDBInstance', input, ['DBInstanceIdentifier', 'SkipFinalSnapshot', 'FinalDBSnapshotIdentifier', 'DeleteAutomatedBackups']);
  const instance = requireInstance(scope, requiredText(input, 'DBInstanceIdentifier'));
  if (instance.settings.deletionProtection) throw errors.invalidCombination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
  requireDeletable(scope, instance);
  const finalSnapshot = finalName(scope, instance, input);
  const hasBackups = scope.state.backup(instance.ref) !== null;
  // On AWS it is not verified whether a continuous point of AWS Backup outlives its instance; here it does, as a retained automated backup that belongs to the point.
  const keepBackups = hasBackups && (flag(input, 'DeleteAutomatedBackups') === false || instance.continuousArn !== null);
  const after = scope.state.change(() => begin(scope, instance, { finalSnapshot, keepBackups }));
  scope.context.time.changed();
  return { DBInstance: instanceOutput(scope.context, after) };
});

function requireDeletable({ state }: Scope, { name, ref, status }: Instance): void {
  if (status === 'deleting') throw errors.instanceState(`Instance ${name} is already being deleted.`);
  const working = state.jobs.of(ref).some(({ kind, step }) => step === 'work' && WORK_THAT_ENDS.has(kind));
  if (working || ['creating', 'starting', 'stopping', 'rebooting'].includes(status)) throw errors.instanceState(`Instance ${name} is currently ${status} - please wait until it is available.`);
}

function finalName({ state, place }: Scope, instance: Instance, input: Input): string | null {
  const given = text(input, 'FinalDBSnapshotIdentifier');
  if (flag(input, 'SkipFinalSnapshot') === true) {
    if (given !== undefined) throw errors.invalidCombination('FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot');
    return null;
  }
  if (given === undefined) throw errors.invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  const name = newSnapshotName(given, 'FinalDBSnapshotIdentifier');
  if (state.snapshots.find(place, name)) throw errors.snapshotExists(name);
  if (WITHOUT_SNAPSHOT_ONLY.has(instance.status)) throw errors.instanceState(`Cannot create a final snapshot because the database instance ${instance.name} is not currently in the available state.`);
  return name;
}

function begin({ context, state }: Scope, instance: Instance, order: DeleteOrder): Instance {
  const startedMicros = Math.floor(context.time.nowMicros());
  if (order.finalSnapshot !== null) {
    const tags = instance.settings.copyTagsToSnapshot ? instance.tags : {};
    state.snapshots.put(newSnapshot(instance, { name: order.finalSnapshot, type: 'manual', tags, startedMicros, endsMicros: startedMicros + modelledMicros(context, 'rds-snapshot') }));
  }
  for (const job of state.jobs.of(instance.ref)) if (job.kind !== 'snapshot' && job.kind !== 'copy') state.jobs.remove(job.id);
  state.jobs.add({ kind: 'delete', ref: instance.ref, at: startedMicros, data: { order } });
  return state.instances.put({ ...instance, status: 'deleting' });
}
