import type { DBInstance } from '@aws-sdk/client-rds';
import type { InstanceSettings } from './instance-settings.ts';

/** The settings of a living instance as its definition would write them; tags of AWS itself (`aws:...`) are left out. */
export function settingsOfInstance(instance: DBInstance, parameters: Readonly<Record<string, string>>): InstanceSettings {
  return {
    DBInstanceIdentifier: instance.DBInstanceIdentifier ?? '',
    DBInstanceClass: instance.DBInstanceClass ?? '',
    Engine: instance.Engine ?? '',
    EngineVersion: instance.EngineVersion ?? '',
    DBName: instance.DBName ?? 'postgres',
    MasterUsername: instance.MasterUsername ?? '',
    DBSubnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName ?? '',
    DBParameterGroupName: instance.DBParameterGroups?.[0]?.DBParameterGroupName ?? '',
    Parameters: { ...parameters },
    OptionGroupName: instance.OptionGroupMemberships?.[0]?.OptionGroupName ?? null,
    VpcSecurityGroupIds: (instance.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []).sort(),
    PubliclyAccessible: instance.PubliclyAccessible ?? false,
    StorageEncrypted: instance.StorageEncrypted ?? false,
    KmsKeyId: instance.KmsKeyId ?? null,
    MultiAZ: instance.MultiAZ ?? false,
    DeletionProtection: instance.DeletionProtection ?? false,
    BackupRetentionPeriod: instance.BackupRetentionPeriod ?? 0,
    CopyTagsToSnapshot: instance.CopyTagsToSnapshot ?? false,
    EnableIAMDatabaseAuthentication: instance.IAMDatabaseAuthenticationEnabled ?? false,
    CACertificateIdentifier: instance.CACertificateIdentifier ?? null,
    Tags: (instance.TagList ?? []).flatMap(({ Key, Value }) => (Key === undefined || Key.startsWith('aws:') ? [] : [{ Key, Value: Value ?? '' }])),
  };
}
