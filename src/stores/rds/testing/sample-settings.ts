import type { InstanceSettings } from '../instance-settings.ts';

/** Settings of an instance for tests; what matters to a test it gives itself. */
export function sampleSettings(given: Partial<InstanceSettings> = {}): InstanceSettings {
  return {
    DBInstanceIdentifier: 'portal-db', DBInstanceClass: 'db.t4g.medium', Engine: 'postgres', EngineVersion: '18.4', DBName: 'portal', MasterUsername: 'portal_admin',
    DBSubnetGroupName: 'private', DBParameterGroupName: 'own18', Parameters: { work_mem: '8192' }, OptionGroupName: 'options', VpcSecurityGroupIds: ['sg-1'],
    PubliclyAccessible: false, StorageEncrypted: true, KmsKeyId: 'arn:aws:kms:us-west-2:1:key/k', MultiAZ: false, DeletionProtection: false, BackupRetentionPeriod: 7,
    CopyTagsToSnapshot: true, EnableIAMDatabaseAuthentication: false, CACertificateIdentifier: null, Tags: [{ Key: 'backup', Value: 'daily' }],
    ...given,
  };
}
