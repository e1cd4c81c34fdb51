import type { RestoreDBInstanceFromDBSnapshotMessage, RestoreDBInstanceToPointInTimeMessage } from '@aws-sdk/client-rds';
import type { InstanceSettings } from './instance-settings.ts';

type RestoreInput = Omit<RestoreDBInstanceFromDBSnapshotMessage & RestoreDBInstanceToPointInTimeMessage, 'DBInstanceIdentifier' | 'DBSnapshotIdentifier' | 'TargetDBInstanceIdentifier' | 'DBName'>;

/**
 * The part of a restore request that keeps the defaults away: a restore attaches the default parameter, option, subnet and security
 * groups unless it names others. The engine's version and the key come with the backup. Tags in a request replace those of the backup.
 */
export function restoreInput(wanted: InstanceSettings): RestoreInput {
  return {
    DBInstanceClass: wanted.DBInstanceClass,
    DBSubnetGroupName: wanted.DBSubnetGroupName,
    DBParameterGroupName: wanted.DBParameterGroupName,
    ...(wanted.OptionGroupName === null ? {} : { OptionGroupName: wanted.OptionGroupName }),
    VpcSecurityGroupIds: [...wanted.VpcSecurityGroupIds],
    PubliclyAccessible: wanted.PubliclyAccessible,
    MultiAZ: wanted.MultiAZ,
    DeletionProtection: wanted.DeletionProtection,
    CopyTagsToSnapshot: wanted.CopyTagsToSnapshot,
    EnableIAMDatabaseAuthentication: wanted.EnableIAMDatabaseAuthentication,
    Tags: wanted.Tags.map((tag) => ({ ...tag })),
  };
}
