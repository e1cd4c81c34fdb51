import { dateOfMicros } from '#kit/dates';
import type { SandboxContext } from '../../service.ts';
import { POSTGRES_PORT, subnetGroup } from './defaults.ts';
import { engineName, engineOf } from './engine-of.ts';
import { defaultVpc, rdsArn } from './ids.ts';
import { tagList } from './input.ts';
import type { Instance, InstanceSettings, PendingChange } from './model.ts';
import { replicationsOf } from './replications-of.ts';
import { restoreWindow } from './restore-window.ts';
import { stateOf } from './state.ts';
import { subnetGroupOutput } from './subnet-group-output.ts';
import { DAY_MICROS, SECOND_MICROS } from './times.ts';

/** An instance as DescribeDBInstances tells it. */
export function instanceOutput(context: SandboxContext, instance: Instance): object {
  const { settings } = instance;
  return {
    DBInstanceIdentifier: instance.name,
    DBInstanceClass: settings.instanceClass,
    Engine: 'postgres',
    DBInstanceStatus: instance.status,
    MasterUsername: settings.masterUsername,
    ...(settings.dbName === null ? {} : { DBName: settings.dbName }),
    AllocatedStorage: settings.allocatedStorage,
    PreferredBackupWindow: settings.backupWindow,
    BackupRetentionPeriod: settings.backupRetentionDays,
    DBSecurityGroups: [],
    VpcSecurityGroups: settings.securityGroups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBParameterGroups: [{ DBParameterGroupName: settings.parameterGroup, ParameterApplyStatus: applyStatus(context, instance) }],
    AvailabilityZone: settings.availabilityZone,
    ...(settings.multiAz ? { SecondaryAvailabilityZone: otherZone(settings.availabilityZone) } : {}),
    PreferredMaintenanceWindow: settings.maintenanceWindow,
    PendingModifiedValues: pendingOutput(instance.pending),
    MultiAZ: settings.multiAz,
    EngineVersion: settings.engineVersion,
    AutoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    ReadReplicaDBInstanceIdentifiers: [],
    LicenseModel: settings.licenseModel,
    OptionGroupMemberships: [{ OptionGroupName: settings.optionGroup, Status: 'in-sync' }],
    PubliclyAccessible: settings.publiclyAccessible,
    DbInstancePort: 0,
    ...storageOutput(settings),
    DbiResourceId: instance.ref,
    CACertificateIdentifier: settings.caCertificate,
    DomainMemberships: [],
    CopyTagsToSnapshot: settings.copyTagsToSnapshot,
    DBInstanceArn: rdsArn('db', instance),
    IAMDatabaseAuthenticationEnabled: false,
    DeletionProtection: settings.deletionProtection,
    AssociatedRoles: [],
    TagList: tagList(instance.tags),
    DBInstanceAutomatedBackupsReplications: replicationsOf(stateOf(context.catalogue), instance.ref),
    CustomerOwnedIpEnabled: false,
    NetworkType: 'IPV4',
    BackupTarget: 'region',
    ActivityStreamStatus: 'stopped',
    MultiTenant: false,
    DedicatedLogVolume: false,
    EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
    ...toldOutput(settings),
    ...placeOutput(context, instance),
    ...momentsOutput(context, instance),
    ...storageOperation(context, instance),
  };
}

function storageOutput(settings: InstanceSettings): object {
  return {
    StorageType: settings.storageType,
    ...(settings.iops === null ? {} : { Iops: settings.iops }),
    ...(settings.storageThroughput === null ? {} : { StorageThroughput: settings.storageThroughput }),
    ...(settings.maxAllocatedStorage === null ? {} : { MaxAllocatedStorage: settings.maxAllocatedStorage }),
    StorageEncrypted: settings.keyArn !== null,
    ...(settings.keyArn === null ? {} : { KmsKeyId: settings.keyArn }),
  };
}

/** Port that snapshots and automated backups tell: the engine's own, since each instance here gets another one. */
export const TOLD_PORT = POSTGRES_PORT;

function placeOutput(context: SandboxContext, instance: Instance): object {
  const group = subnetGroup(stateOf(context.catalogue), instance, instance.settings.subnetGroup);
  const endpoint = instance.createdMicros === null ? null : { Address: '127.0.0.1', Port: engineOf(context).port(engineName(instance)) };
  return {
    ...(group ? { DBSubnetGroup: subnetGroupOutput(group) } : { DBSubnetGroup: { VpcId: defaultVpc(instance) } }),
    ...(endpoint ? { Endpoint: endpoint } : {}),
  };
}

function momentsOutput(context: SandboxContext, instance: Instance): object {
  const backup = stateOf(context.catalogue).backup(instance.ref);
  const window = backup && instance.settings.backupRetentionDays > 0 ? restoreWindow(context, backup) : null;
  return {
    ...(instance.createdMicros === null ? {} : { InstanceCreateTime: dateOfMicros(instance.createdMicros) }),
    ...(window ? { LatestRestorableTime: dateOfMicros(window.latestMicros) } : {}),
    ...(instance.continuousArn === null ? {} : { AwsBackupRecoveryPointArn: instance.continuousArn }),
    ...(instance.stoppedMicros === null ? {} : { AutomaticRestartTime: dateOfMicros(instance.stoppedMicros + 7 * DAY_MICROS) }),
    ...(instance.trouble ? { StatusInfos: [{ StatusType: 'instance', Normal: false, Status: instance.status, Message: instance.trouble.message }] } : {}),
  };
}

function toldOutput({ told }: InstanceSettings): object {
  const { EnablePerformanceInsights, EnableCloudwatchLogsExports, ...rest } = told;
  return {
    MonitoringInterval: 0,
    PerformanceInsightsEnabled: EnablePerformanceInsights === true,
    ...(Array.isArray(EnableCloudwatchLogsExports) && EnableCloudwatchLogsExports.length > 0 ? { EnabledCloudwatchLogsExports: EnableCloudwatchLogsExports } : {}),
    ...rest,
  };
}

function pendingOutput({ settings, newName }: PendingChange): object {
  return {
    ...(settings.instanceClass === undefined ? {} : { DBInstanceClass: settings.instanceClass }),
    ...(settings.allocatedStorage === undefined ? {} : { AllocatedStorage: settings.allocatedStorage }),
    ...(settings.multiAz === undefined ? {} : { MultiAZ: settings.multiAz }),
    ...(settings.backupRetentionDays === undefined ? {} : { BackupRetentionPeriod: settings.backupRetentionDays }),
    ...(settings.storageType === undefined ? {} : { StorageType: settings.storageType }),
    ...(settings.iops === undefined || settings.iops === null ? {} : { Iops: settings.iops }),
    ...(settings.storageThroughput === undefined || settings.storageThroughput === null ? {} : { StorageThroughput: settings.storageThroughput }),
    ...(newName === null ? {} : { DBInstanceIdentifier: newName }),
  };
}

function applyStatus(context: SandboxContext, instance: Instance): string {
  if (stateOf(context.catalogue).jobs.of(instance.ref).some((job) => job.kind === 'parameters')) return 'applying';
  return instance.parametersPending ? 'pending-reboot' : 'in-sync';
}

/** Restored storage is there at once and fills in the background; the local copy is complete, only the telling is modelled. */
function storageOperation(context: SandboxContext, { storageInit }: Instance): object {
  const now = context.time.nowMicros();
  if (!storageInit || now >= storageInit.untilMicros) return {};
  const share = (now - storageInit.fromMicros) / Math.max(SECOND_MICROS, storageInit.untilMicros - storageInit.fromMicros);
  return { StorageOperationStatus: 'Initializing', StorageOperationPercentProgress: Math.min(99, Math.max(0, Math.floor(share * 100))) };
}

function otherZone(zone: string): string {
  return zone.slice(0, -1) + (zone.endsWith('a') ? 'b' : 'a');
}
