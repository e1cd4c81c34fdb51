import type { ModifyDBInstanceMessage } from '@aws-sdk/client-rds';
import type { InstanceSettings } from './instance-settings.ts';

export type InstanceChanges = Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier' | 'ApplyImmediately'>;

/** What has to be modified so that an instance is as its definition says; null when nothing. What is stronger already stays so. */
export function instanceChanges(found: InstanceSettings, wanted: InstanceSettings): InstanceChanges | null {
  const changes: InstanceChanges = {
    ...(found.DBInstanceClass === wanted.DBInstanceClass ? {} : { DBInstanceClass: wanted.DBInstanceClass }),
    ...(found.DBParameterGroupName === wanted.DBParameterGroupName ? {} : { DBParameterGroupName: wanted.DBParameterGroupName }),
    ...(wanted.OptionGroupName === null || found.OptionGroupName === wanted.OptionGroupName ? {} : { OptionGroupName: wanted.OptionGroupName }),
    ...(sameMembers(found.VpcSecurityGroupIds, wanted.VpcSecurityGroupIds) ? {} : { VpcSecurityGroupIds: [...wanted.VpcSecurityGroupIds] }),
    ...(found.PubliclyAccessible === wanted.PubliclyAccessible ? {} : { PubliclyAccessible: wanted.PubliclyAccessible }),
    ...(found.MultiAZ || !wanted.MultiAZ ? {} : { MultiAZ: true }),
    ...(found.DeletionProtection || !wanted.DeletionProtection ? {} : { DeletionProtection: true }),
    ...(found.BackupRetentionPeriod >= wanted.BackupRetentionPeriod ? {} : { BackupRetentionPeriod: wanted.BackupRetentionPeriod }),
    ...(found.CopyTagsToSnapshot || !wanted.CopyTagsToSnapshot ? {} : { CopyTagsToSnapshot: true }),
    ...(found.EnableIAMDatabaseAuthentication === wanted.EnableIAMDatabaseAuthentication ? {} : { EnableIAMDatabaseAuthentication: wanted.EnableIAMDatabaseAuthentication }),
    ...(wanted.CACertificateIdentifier === null || found.CACertificateIdentifier === wanted.CACertificateIdentifier ? {} : { CACertificateIdentifier: wanted.CACertificateIdentifier }),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

/** Tags that the definition names and the instance lacks or bears with another value. */
export function missingTags(found: InstanceSettings, wanted: InstanceSettings): InstanceSettings['Tags'] {
  const there = new Map(found.Tags.map(({ Key, Value }) => [Key, Value]));
  return wanted.Tags.filter(({ Key, Value }) => there.get(Key) !== Value);
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}
