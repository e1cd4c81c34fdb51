import { dateOfMicros } from '#kit/dates';
import type { SandboxContext } from '../../service.ts';
import { defaultVpc, rdsArn } from './ids.ts';
import { tagList } from './input.ts';
import { TOLD_PORT } from './instance-output.ts';
import type { Snapshot } from './model.ts';

/** A snapshot as DescribeDBSnapshots tells it; another account sees a shared one by its ARN. */
export function snapshotOutput(context: SandboxContext, snapshot: Snapshot, seenFrom: string = snapshot.account): object {
  const { settings } = snapshot;
  const shared = seenFrom !== snapshot.account;
  return {
    DBSnapshotIdentifier: shared ? rdsArn('snapshot', snapshot) : snapshot.name,
    DBInstanceIdentifier: snapshot.instanceName,
    Engine: 'postgres',
    AllocatedStorage: settings.allocatedStorage,
    Status: snapshot.status,
    Port: TOLD_PORT,
    AvailabilityZone: settings.availabilityZone,
    VpcId: defaultVpc(snapshot),
    InstanceCreateTime: dateOfMicros(snapshot.instanceCreatedMicros),
    MasterUsername: settings.masterUsername,
    EngineVersion: settings.engineVersion,
    LicenseModel: settings.licenseModel,
    SnapshotType: shared ? 'shared' : snapshot.type,
    OptionGroupName: settings.optionGroup,
    PercentProgress: progress(context, snapshot),
    StorageType: settings.storageType,
    ...(settings.iops === null ? {} : { Iops: settings.iops }),
    ...(settings.storageThroughput === null ? {} : { StorageThroughput: settings.storageThroughput }),
    Encrypted: snapshot.keyArn !== null,
    ...(snapshot.keyArn === null ? {} : { KmsKeyId: snapshot.keyArn }),
    DBSnapshotArn: rdsArn('snapshot', snapshot),
    IAMDatabaseAuthenticationEnabled: false,
    ProcessorFeatures: [],
    DbiResourceId: snapshot.ref,
    TagList: tagList(shared ? {} : snapshot.tags),
    SnapshotTarget: 'region',
    MultiTenant: false,
    DedicatedLogVolume: false,
    BackupRetentionPeriod: settings.backupRetentionDays,
    PreferredBackupWindow: settings.backupWindow,
    ...(snapshot.status === 'available' ? { FullSnapshotSizeInBytes: snapshot.sizeBytes } : {}),
    ...moments(snapshot),
    ...(snapshot.source ? { SourceDBSnapshotIdentifier: snapshot.source.arn, SourceRegion: snapshot.source.region } : {}),
  };
}

function moments({ createdMicros, originalCreatedMicros }: Snapshot): object {
  if (createdMicros === null) return {};
  return {
    SnapshotCreateTime: dateOfMicros(createdMicros),
    OriginalSnapshotCreateTime: dateOfMicros(originalCreatedMicros ?? createdMicros),
    SnapshotDatabaseTime: dateOfMicros(originalCreatedMicros ?? createdMicros),
  };
}

function progress(context: SandboxContext, { status, startedMicros, endsMicros }: Snapshot): number {
  if (status !== 'creating') return status === 'available' ? 100 : 0;
  const share = (context.time.nowMicros() - startedMicros) / Math.max(1, endsMicros - startedMicros);
  return Math.min(99, Math.max(0, Math.floor(share * 100)));
}
