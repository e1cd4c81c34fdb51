import { dateOfMicros } from '#kit/dates';
import type { Operation, SandboxContext } from '../../../service.ts';
import { errors } from '../errors.ts';
import { defaultVpc, parseArn, rdsArn } from '../ids.ts';
import { refuseUnserved, tagList, text, type Input } from '../input.ts';
import { TOLD_PORT } from '../instance-output.ts';
import { dropRetained } from '../jobs/retained-end-job.ts';
import type { AutomatedBackup } from '../model.ts';
import { listing } from '../operation.ts';
import { filtered, pageOf } from '../paging.ts';
import { restoreWindow } from '../restore-window.ts';
import type { Scope } from '../scope.ts';
import { isArchiveOfJob } from '../sources.ts';
import { replicationsOf } from '../replications-of.ts';
import { stateOf } from '../state.ts';

/** Automated backups of living instances and retained ones of deleted instances. */
export const describeDbInstanceAutomatedBackups: Operation = listing('DescribeDBInstanceAutomatedBackups', 'auto-backup', (scope, input) => {
  const resource = text(input, 'DbiResourceId');
  const name = text(input, 'DBInstanceIdentifier')?.toLowerCase();
  const arn = text(input, 'DBInstanceAutomatedBackupsArn');
  const all = scope.state.backups.list(scope.place).filter((backup) => (resource === undefined || resourceOf(backup) === resource) && (name === undefined || currentName(scope.context, backup) === name) && (arn === undefined || rdsArn('auto-backup', backup) === arn));
  if (all.length === 0 && (resource !== undefined || arn !== undefined)) throw errors.backupNotFound(resource ?? arn ?? '');
  const left = filtered(input, all, {
    status: (backup) => statusOf(scope.context, backup),
    'db-instance-id': (backup) => currentName(scope.context, backup),
    'dbi-resource-id': resourceOf,
  });
  const { page, ...marker } = pageOf(input, left, (backup) => backup.name);
  return { DBInstanceAutomatedBackups: page.map((backup) => backupOutput(scope.context, backup)), ...marker };
});

/** Removes what is retained of a deleted instance, snapshots included. */
export const deleteDbInstanceAutomatedBackup: Operation = listing('DeleteDBInstanceAutomatedBackup', 'auto-backup', (scope, input) => {
  refuseUnserved('DeleteDBInstanceAutomatedBackup', input, ['DbiResourceId', 'DBInstanceAutomatedBackupsArn']);
  const backup = requireBackup(scope, input);
  if (backup.status !== 'retained' || isArchiveOfJob(scope.state, backup.ref)) throw errors.backupState(`The automated backup ${backup.ref} is in use and cannot be deleted.`);
  if (backup.continuousArn !== null) throw errors.backupState(`The automated backup ${backup.ref} belongs to AWS Backup; delete its recovery point there.`);
  const told = backupOutput(scope.context, backup);
  scope.state.change(() => dropRetained(scope, backup.ref));
  return { DBInstanceAutomatedBackup: { ...told, Status: 'deleting' } };
});

function requireBackup({ state, place }: Scope, input: Input): AutomatedBackup {
  const resource = text(input, 'DbiResourceId');
  const arn = text(input, 'DBInstanceAutomatedBackupsArn');
  if ((resource === undefined) === (arn === undefined)) throw errors.invalidCombination('Exactly one of DbiResourceId and DBInstanceAutomatedBackupsArn must be specified.');
  const parsed = arn === undefined ? null : parseArn(arn);
  const backup = resource === undefined ? parsed && state.backups.find(parsed, parsed.name) : state.backup(resource) ?? state.backups.list(place).find((one) => one.replicaOf?.ref === resource);
  if (!backup || backup.account !== place.account || backup.region !== place.region) throw errors.backupNotFound(resource ?? arn ?? '');
  return backup;
}

/** An automated backup as RDS tells it; of one that is replicated, the instance and the region are those of the source. */
export function backupOutput(context: SandboxContext, backup: AutomatedBackup): object {
  const living = stateOf(context.catalogue).instance(backup.ref);
  const region = backup.replicaOf?.region ?? backup.region;
  const { settings, tags } = living ?? backup;
  const window = restoreWindow(context, backup);
  const name = currentName(context, backup);
  return {
    DBInstanceArn: rdsArn('db', { ...backup, region, name }),
    DbiResourceId: resourceOf(backup),
    Region: region,
    DBInstanceIdentifier: name,
    ...(window ? { RestoreWindow: { EarliestTime: dateOfMicros(window.earliestMicros), LatestTime: dateOfMicros(window.latestMicros) } } : {}),
    AllocatedStorage: settings.allocatedStorage,
    Status: statusOf(context, backup),
    Port: TOLD_PORT,
    AvailabilityZone: settings.availabilityZone,
    VpcId: defaultVpc(backup),
    InstanceCreateTime: dateOfMicros(backup.instanceCreatedMicros),
    MasterUsername: settings.masterUsername,
    Engine: 'postgres',
    EngineVersion: settings.engineVersion,
    LicenseModel: settings.licenseModel,
    OptionGroupName: settings.optionGroup,
    Encrypted: settings.keyArn !== null,
    StorageType: settings.storageType,
    ...(settings.keyArn === null ? {} : { KmsKeyId: settings.keyArn }),
    IAMDatabaseAuthenticationEnabled: false,
    BackupRetentionPeriod: settings.backupRetentionDays,
    PreferredBackupWindow: settings.backupWindow,
    DBInstanceAutomatedBackupsArn: rdsArn('auto-backup', backup),
    DBInstanceAutomatedBackupsReplications: replicationsOf(stateOf(context.catalogue), backup.ref),
    BackupTarget: 'region',
    TagList: tagList(tags),
    ...(continuousOf(context, backup) === null ? {} : { AwsBackupRecoveryPointArn: continuousOf(context, backup) }),
  };
}

function statusOf(context: SandboxContext, backup: AutomatedBackup): string {
  if (backup.status === 'retained') return 'retained';
  const window = restoreWindow(context, backup);
  if (backup.replicaOf) return window ? 'replicating' : 'pending';
  return window ? 'active' : 'creating';
}

/** DbiResourceId of the instance that it is of. */
function resourceOf({ ref, replicaOf }: AutomatedBackup): string {
  return replicaOf?.ref ?? ref;
}

function currentName(context: SandboxContext, backup: AutomatedBackup): string {
  return stateOf(context.catalogue).instance(resourceOf(backup))?.name ?? backup.instanceName;
}

function continuousOf(context: SandboxContext, backup: AutomatedBackup): string | null {
  return (stateOf(context.catalogue).instance(backup.ref) ?? backup).continuousArn;
}
