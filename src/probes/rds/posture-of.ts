import type { Posture } from '#contract/events';
import type { InstanceSettings } from '#stores/rds/instance-settings';

/** What a definition cannot say: the state of the parameters and which backup rules select the instance. */
export interface InstanceState {
  /** `in-sync`, `pending-reboot`, ...: a group that is attached but waits for a reboot is not in force. */
  readonly parameterStatus: string | null;
  /** `plan/rule -> vault` of every backup rule that selects the instance. */
  readonly backedUpBy: readonly string[];
}

/** An instance's settings as a comparable document. Identifier, endpoint and resource id are left out: they change with every restore. */
export function postureOf(settings: InstanceSettings, state: InstanceState): Posture {
  return { ...documentedPosture(settings), 'parameterGroup.status': state.parameterStatus, backedUpBy: [...state.backedUpBy].sort() };
}

/** The part that a definition can say. */
export function documentedPosture(settings: InstanceSettings): Posture {
  return {
    engine: settings.Engine,
    'engine.major': Number.parseInt(settings.EngineVersion, 10),
    instanceClass: settings.DBInstanceClass,
    database: settings.DBName,
    masterUsername: settings.MasterUsername,
    subnetGroup: settings.DBSubnetGroupName,
    parameterGroup: settings.DBParameterGroupName,
    parameters: Object.entries(settings.Parameters).map(([name, value]) => `${name}=${value}`).sort(),
    optionGroup: settings.OptionGroupName,
    securityGroups: [...settings.VpcSecurityGroupIds].sort(),
    publiclyAccessible: settings.PubliclyAccessible,
    storageEncrypted: settings.StorageEncrypted,
    kmsKey: settings.KmsKeyId,
    multiAz: settings.MultiAZ,
    deletionProtection: settings.DeletionProtection,
    backupRetentionDays: settings.BackupRetentionPeriod,
    copyTagsToSnapshot: settings.CopyTagsToSnapshot,
    iamAuthentication: settings.EnableIAMDatabaseAuthentication,
    caCertificate: settings.CACertificateIdentifier,
    tags: settings.Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(),
  };
}
