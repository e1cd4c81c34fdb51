import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireInstance, requireSnapshot } from '../find.ts';
import { parseArn } from '../ids.ts';
import { refuseUnserved, requiredText, text, type Input } from '../input.ts';
import { instanceOutput } from '../instance-output.ts';
import type { AutomatedBackup } from '../model.ts';
import { named } from '../operation.ts';
import { RESTORE_MEMBERS, restoreFromSnapshot } from '../restore-from-snapshot.ts';
import { restoreToTime } from '../restore-to-time.ts';
import type { Scope } from '../scope.ts';
import { requirePort } from './create-instance.ts';

/** A new instance with a snapshot's content. */
export const restoreDbInstanceFromDbSnapshot: Operation = named('RestoreDBInstanceFromDBSnapshot', { kind: 'db', member: 'DBInstanceIdentifier' }, (scope, input) => {
  refuseUnserved('RestoreDBInstanceFromDBSnapshot', input, [...RESTORE_MEMBERS, 'DBInstanceIdentifier', 'DBSnapshotIdentifier']);
  requirePort('RestoreDBInstanceFromDBSnapshot', input);
  const snapshot = requireSnapshot(scope, requiredText(input, 'DBSnapshotIdentifier'), false);
  return { DBInstance: instanceOutput(scope.context, restoreFromSnapshot(scope, snapshot, input)) };
});

/** A new instance with what a living or deleted one held at a moment. */
export const restoreDbInstanceToPointInTime: Operation = named('RestoreDBInstanceToPointInTime', { kind: 'db', member: 'TargetDBInstanceIdentifier' }, (scope, input) => {
  refuseUnserved('RestoreDBInstanceToPointInTime', input, [...RESTORE_MEMBERS, 'TargetDBInstanceIdentifier', 'SourceDBInstanceIdentifier', 'SourceDbiResourceId', 'SourceDBInstanceAutomatedBackupsArn', 'RestoreTime', 'UseLatestRestorableTime']);
  requirePort('RestoreDBInstanceToPointInTime', input);
  return { DBInstance: instanceOutput(scope.context, restoreToTime(scope, sourceOf(scope, input), input)) };
});

/** The automated backup that the request names in one of three ways. */
function sourceOf(scope: Scope, input: Input): AutomatedBackup {
  const { state, place } = scope;
  const name = text(input, 'SourceDBInstanceIdentifier');
  const resource = text(input, 'SourceDbiResourceId');
  const arn = text(input, 'SourceDBInstanceAutomatedBackupsArn');
  if ([name, resource, arn].filter((given) => given !== undefined).length !== 1) throw errors.invalidCombination('Exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and SourceDBInstanceAutomatedBackupsArn must be specified.');
  if (name !== undefined) {
    const instance = requireInstance(scope, name);
    const backup = state.backup(instance.ref);
    if (!backup || instance.settings.backupRetentionDays === 0) throw errors.pitrNotEnabled(instance.name);
    return backup;
  }
  const parsed = arn === undefined ? null : parseArn(arn);
  const backup = resource !== undefined ? state.backup(resource) ?? state.backups.list(place).find((one) => one.replicaOf?.ref === resource) ?? null : parsed?.kind === 'auto-backup' ? state.backups.find(parsed, parsed.name) : null;
  if (!backup || backup.account !== place.account || backup.region !== place.region) {
    const living = resource === undefined ? null : state.instance(resource);
    if (living && living.account === place.account && living.region === place.region) throw errors.pitrNotEnabled(living.name);
    throw errors.backupNotFound(resource ?? arn ?? '');
  }
  return backup;
}
