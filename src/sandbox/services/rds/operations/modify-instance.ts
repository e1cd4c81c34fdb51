import type { Operation } from '../../../service.ts';
import { errors } from '../errors.ts';
import { requireInstance } from '../find.ts';
import { newInstanceName } from '../identifiers.ts';
import { flag, refuseUnserved, requiredText, text, whole, type Input } from '../input.ts';
import { instanceOutput } from '../instance-output.ts';
import type { ModifyOrder } from '../jobs/modify-job.ts';
import type { Instance, InstanceSettings } from '../model.ts';
import { checkedGrowth, checkedPassword, namedSettings, SETTING_MEMBERS } from '../named-settings.ts';
import { named } from '../operation.ts';
import type { Scope } from '../scope.ts';
import { DAY_MICROS, nextBackup, nextMaintenance } from '../times.ts';
import { ENGINE_VERSION } from '../defaults.ts';

const SERVED = [...SETTING_MEMBERS.filter((member) => member !== 'AvailabilityZone' && member !== 'EnableCloudwatchLogsExports'), 'DBInstanceIdentifier', 'AllocatedStorage', 'ApplyImmediately', 'MasterUserPassword', 'NewDBInstanceIdentifier', 'PreferredMaintenanceWindow', 'EngineVersion'];
/** These wait for the maintenance window unless they are to be applied at once; all others are applied at once in any case (User Guide, "Settings for DB instances"). */
const WAITING: readonly (keyof InstanceSettings)[] = ['instanceClass', 'allocatedStorage', 'storageType', 'iops', 'storageThroughput', 'multiAz', 'licenseModel', 'caCertificate'];

/** Changes an instance: at once where it costs nothing, as a job where it takes time, and in the maintenance window what is to wait. */
export const modifyDbInstance: Operation = named('ModifyDBInstance', { kind: 'db', member: 'DBInstanceIdentifier' }, (scope, input) => {
  refuseUnserved('ModifyDBInstance', input, SERVED);
  const instance = requireInstance(scope, requiredText(input, 'DBInstanceIdentifier'));
  if (instance.status !== 'available' && instance.status !== 'stopped') throw errors.instanceState(`Database instance is not in available state.`);
  const version = text(input, 'EngineVersion');
  if (version !== undefined && version !== ENGINE_VERSION && version !== '18') throw errors.invalidCombination(`Cannot upgrade postgres from ${ENGINE_VERSION} to ${version}`);
  const changed = changedSettings(scope, instance, input);
  const newName = freeName(scope, instance, text(input, 'NewDBInstanceIdentifier'));
  const password = text(input, 'MasterUserPassword');
  if (password !== undefined) checkedPassword(password);
  const immediately = flag(input, 'ApplyImmediately') === true;
  const waits = (member: string): boolean => !immediately && (WAITING.includes(member as keyof InstanceSettings) || (member === 'backupRetentionDays' && switchesBackups(instance, changed)));
  const after = scope.state.change(() => apply(scope, instance, {
    now: pick(changed, (member) => !waits(member)),
    later: pick(changed, waits),
    newName, password: password ?? null, immediately,
  }));
  scope.context.time.changed();
  return { DBInstance: instanceOutput(scope.context, after) };
});

interface Wanted {
  readonly now: Partial<InstanceSettings>;
  readonly later: Partial<InstanceSettings>;
  readonly newName: string | null;
  readonly password: string | null;
  readonly immediately: boolean;
}

/** What the request changes: what is already so is left out. */
function changedSettings(scope: Scope, instance: Instance, input: Input): Partial<InstanceSettings> {
  const { settings } = instance;
  const given = namedSettings(scope, input);
  const storage = whole(input, 'AllocatedStorage');
  const { publiclyAccessible: _fromSubnets, ...rest } = given;
  const isPublic = flag(input, 'PubliclyAccessible');
  const wanted: Partial<InstanceSettings> = {
    ...rest,
    ...(isPublic === undefined ? {} : { publiclyAccessible: isPublic }),
    ...(given.told === undefined ? {} : { told: { ...settings.told, ...given.told } }),
    ...(storage === undefined ? {} : { allocatedStorage: checkedGrowth(storage, settings) }),
  };
  if (instance.continuousArn !== null && (wanted.backupRetentionDays ?? settings.backupRetentionDays) !== settings.backupRetentionDays) throw errors.invalidCombination('The backup retention period of this DB instance is managed by AWS Backup and cannot be changed here.');
  return pick(wanted, (member) => JSON.stringify(wanted[member]) !== JSON.stringify(settings[member]));
}

function freeName({ state, place }: Scope, instance: Instance, given: string | undefined): string | null {
  if (given === undefined) return null;
  const name = newInstanceName(given, 'NewDBInstanceIdentifier');
  if (name === instance.name) return null;
  if (state.instances.find(place, name)) throw errors.instanceExists();
  return name;
}

function apply(scope: Scope, instance: Instance, { now, later, newName, password, immediately }: Wanted): Instance {
  const { context, state } = scope;
  const nowMicros = context.time.nowMicros();
  const slow = pick(now, (member) => WAITING.includes(member) || (member === 'backupRetentionDays' && switchesBackups(instance, now)));
  const quick = pick(now, (member) => !Object.hasOwn(slow, member));
  const order: ModifyOrder = { settings: slow, newName: immediately ? newName : null, password };
  const work = Object.keys(slow).length > 0 || order.newName !== null || password !== null;
  if (work && instance.status === 'stopped') throw errors.instanceState('Database instance is not in available state.');
  const after = state.instances.put({
    ...instance,
    status: work ? statusOf(order) : instance.status,
    settings: { ...instance.settings, ...quick },
    pending: { settings: { ...instance.pending.settings, ...later }, newName: immediately ? instance.pending.newName : newName ?? instance.pending.newName },
    parametersPending: instance.parametersPending || quick.parameterGroup !== undefined,
  });
  if (work) state.jobs.add({ kind: 'modify', ref: instance.ref, at: nowMicros, data: { order } });
  moveJobs(scope, instance, after);
  return after;
}

/** Windows and retention that changed at once move what hangs on them. */
function moveJobs({ context, state, engine }: Scope, before: Instance, after: Instance): void {
  const nowMicros = context.time.nowMicros();
  const { settings } = after;
  if (settings.backupWindow !== before.settings.backupWindow) {
    for (const job of state.jobs.of(after.ref)) if (job.kind === 'daily') state.jobs.move(job.id, 'work', nextBackup(settings.backupWindow, nowMicros));
  }
  const shortest = Math.min(settings.backupRetentionDays, before.settings.backupRetentionDays);
  if (settings.backupRetentionDays !== before.settings.backupRetentionDays) {
    const kept = nowMicros - shortest * DAY_MICROS;
    engine.expire(after.ref, kept);
    const backup = state.backup(after.ref);
    if (backup) state.backups.put({ ...backup, earliestMicros: Math.max(backup.earliestMicros, kept) });
  }
  const waits = Object.keys(after.pending.settings).length > 0 || after.pending.newName !== null;
  if (waits && !state.jobs.of(after.ref).some(({ kind }) => kind === 'maintenance')) state.jobs.add({ kind: 'maintenance', ref: after.ref, at: nextMaintenance(settings.maintenanceWindow, nowMicros) });
}

function statusOf({ newName, password, settings }: ModifyOrder): Instance['status'] {
  if (newName !== null) return 'renaming';
  return password !== null && Object.keys(settings).length === 0 ? 'resetting-master-credentials' : 'modifying';
}

function switchesBackups(instance: Instance, { backupRetentionDays }: Partial<InstanceSettings>): boolean {
  return backupRetentionDays !== undefined && (backupRetentionDays === 0) !== (instance.settings.backupRetentionDays === 0);
}

function pick(settings: Partial<InstanceSettings>, keep: (member: keyof InstanceSettings) => boolean): Partial<InstanceSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([member]) => keep(member as keyof InstanceSettings)));
}
