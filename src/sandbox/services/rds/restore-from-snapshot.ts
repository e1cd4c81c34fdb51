import { addInstance, restoredSettings } from './add-instance.ts';
import { errors } from './errors.ts';
import { newInstanceName } from './identifiers.ts';
import { requiredText, tagsOf, text, whole, type Input } from './input.ts';
import type { RestoreOrder } from './jobs/restore-job.ts';
import type { Instance, InstanceSettings, Snapshot } from './model.ts';
import { checkedGrowth, namedSettings, SETTING_MEMBERS } from './named-settings.ts';
import { requireKey, type Scope } from './scope.ts';

/** Members of a restore besides those that name the source. */
export const RESTORE_MEMBERS: readonly string[] = [...SETTING_MEMBERS, 'Engine', 'Port', 'DBName', 'AllocatedStorage', 'Tags', 'BackupTarget'];

/** Begins the restore of a snapshot under a new name; for a call and for AWS Backup alike. `input` has the members of RestoreDBInstanceFromDBSnapshot. */
export function restoreFromSnapshot(scope: Scope, snapshot: Snapshot, input: Input, restoreJob: string | null = null): Instance {
  const name = newInstanceName(requiredText(input, 'DBInstanceIdentifier'));
  if (scope.state.instances.find(scope.place, name)) throw errors.instanceExists();
  if (snapshot.status !== 'available' || snapshot.point === null) throw errors.snapshotState(`Cannot restore from the snapshot ${snapshot.name} because it is not currently in the available state.`);
  // The code of this refusal is not documented; the User Guide only says that the snapshot must be copied first.
  if (snapshot.account !== scope.place.account && snapshot.keyArn !== null) throw errors.invalidCombination(`The snapshot ${snapshot.name} is shared and encrypted; copy it to this account and restore the copy.`);
  if (snapshot.keyArn !== null) requireKey(scope, snapshot.keyArn, 'decrypt');
  const settings = restoredSettings(scope, { ...snapshot.settings, keyArn: snapshot.keyArn }, restoreSettings(scope, snapshot.settings, input), name);
  const order: RestoreOrder = { from: { kind: 'point', point: snapshot.point }, words: `Restored from snapshot ${snapshot.name}`, keyArn: snapshot.keyArn, sizeBytes: snapshot.sizeBytes };
  return addInstance(scope, { name, settings, tags: tagsOf(input) ?? snapshot.instanceTags, job: { kind: 'restore', data: { order } }, restoreJob });
}

/** What a restore's request names of the new instance. */
export function restoreSettings(scope: Scope, source: InstanceSettings, input: Input): Partial<InstanceSettings> {
  const engine = text(input, 'Engine');
  if (engine !== undefined && engine !== 'postgres') throw errors.invalidCombination(`Cannot restore a DB instance of engine postgres as ${engine}.`);
  if (text(input, 'DBName') !== undefined) throw errors.invalidValue('DBName must be null when Restoring for this Engine.');
  const storage = whole(input, 'AllocatedStorage');
  return { ...namedSettings(scope, input), ...(storage === undefined ? {} : { allocatedStorage: checkedGrowth(storage, source) }) };
}
