import { AwsError, type SandboxContext } from '../../service.ts';
import type { Artifact } from './artifact.ts';
import type { InstanceSettings } from './model.ts';
import { stateOf } from './state.ts';

/** What GetRecoveryPointRestoreMetadata answers: the members of RestoreDBInstanceFromDBSnapshot with the source's values, lists as JSON in a string. */
export function restoreMetadata(context: SandboxContext, artifact: Artifact): Readonly<Record<string, string>> {
  const state = stateOf(context.catalogue);
  if (artifact.kind === 'snapshot') {
    const snapshot = state.snapshots.find(artifact, artifact.name);
    if (!snapshot) throw gone(artifact.name);
    return { ...common(snapshot.settings), DBInstanceIdentifier: snapshot.instanceName, DBSnapshotIdentifier: snapshot.name };
  }
  const instance = state.instance(artifact.resourceId);
  const backup = state.backup(artifact.resourceId);
  const source = instance ?? backup;
  if (!source) throw gone(artifact.resourceId);
  return { ...common(source.settings), DBInstanceIdentifier: instance?.name ?? backup?.instanceName ?? '' };
}

function common(settings: InstanceSettings): Readonly<Record<string, string>> {
  return {
    DBInstanceClass: settings.instanceClass,
    Engine: 'postgres',
    EngineVersion: settings.engineVersion,
    AllocatedStorage: String(settings.allocatedStorage),
    StorageType: settings.storageType,
    ...(settings.iops === null ? {} : { Iops: String(settings.iops) }),
    ...(settings.storageThroughput === null ? {} : { StorageThroughput: String(settings.storageThroughput) }),
    AvailabilityZone: settings.availabilityZone,
    DBSubnetGroupName: settings.subnetGroup,
    VpcSecurityGroupIds: JSON.stringify(settings.securityGroups),
    DBParameterGroupName: settings.parameterGroup,
    OptionGroupName: settings.optionGroup,
    MultiAZ: String(settings.multiAz),
    PubliclyAccessible: String(settings.publiclyAccessible),
    AutoMinorVersionUpgrade: String(settings.autoMinorVersionUpgrade),
    CopyTagsToSnapshot: String(settings.copyTagsToSnapshot),
    DeletionProtection: String(settings.deletionProtection),
    LicenseModel: settings.licenseModel,
    Port: '5432',
    Encrypted: String(settings.keyArn !== null),
    ...(settings.keyArn === null ? {} : { KmsKeyId: settings.keyArn }),
  };
}

function gone(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The backup ${what} does not exist any more.`);
}
