/** A policy of AWS as it is written here: name, path and what it allows. */
export interface ManagedText {
  readonly name: string;
  readonly path?: string;
  readonly id: string;
  readonly description: string;
  readonly statements: readonly object[];
}

const TABLES = 'arn:aws:dynamodb:*:*:table/*';
const TABLE_BACKUPS = 'arn:aws:dynamodb:*:*:table/*/backup/*';
const SNAPSHOTS = 'arn:aws:ec2:*::snapshot/*';
const VOLUMES = 'arn:aws:ec2:*:*:volume/*';
const FILE_SYSTEMS = 'arn:aws:elasticfilesystem:*:*:file-system/*';
const BUCKETS = 'arn:aws:s3:::*';
const OBJECTS = 'arn:aws:s3:::*/*';

/** AWS names each service by kms:ViaService and lets the role make grants for them; here all of them count as services, and the keys are asked for the use itself. */
const VIA_SERVICE = { Bool: { 'aws:ViaAWSService': 'true' } };
const DESCRIBE_KEYS = allow(['kms:DescribeKey'], '*');

/**
 * What a role needs that AWS Backup acts as, in the four policies that AWS keeps for it (AWS managed policy reference): their statements about the
 * services that are served here. They are wide in resources and narrow in actions, for the role serves whatever a plan selects.
 */
export const AWS_BACKUP_POLICIES: readonly ManagedText[] = [
  {
    name: 'AWSBackupServiceRolePolicyForBackup', path: '/service-role/', id: 'ANPAIOOYZSLZZXWFJJ5N2',
    description: 'Provides AWS Backup permission to create backups on your behalf across AWS services',
    statements: [
      allow(['dynamodb:CreateBackup', 'dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'], TABLES),
      allow(['dynamodb:DeleteBackup', 'dynamodb:DescribeBackup'], TABLE_BACKUPS),
      allow(['rds:AddTagsToResource', 'rds:CopyDBSnapshot', 'rds:CreateDBSnapshot', 'rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:ListTagsForResource'], '*'),
      allow(['rds:DeleteDBInstanceAutomatedBackup'], 'arn:aws:rds:*:*:auto-backup:*'),
      allow(['rds:ModifyDBInstance'], 'arn:aws:rds:*:*:db:*'),
      allow(['rds:DeleteDBSnapshot', 'rds:ModifyDBSnapshotAttribute'], 'arn:aws:rds:*:*:snapshot:awsbackup:*'),
      allow(['ec2:CopySnapshot', 'ec2:CreateTags', 'ec2:DeleteSnapshot'], SNAPSHOTS),
      allow(['ec2:CreateSnapshot', 'ec2:DeleteSnapshot', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes'], [SNAPSHOTS, VOLUMES]),
      allow(['ec2:DescribeInstances', 'ec2:DescribeSnapshotTierStatus', 'ec2:DescribeSnapshots', 'ec2:DescribeTags'], '*'),
      allow(['elasticfilesystem:Backup', 'elasticfilesystem:DescribeTags'], FILE_SYSTEMS),
      allow(['backup:CopyIntoBackupVault', 'backup:DescribeBackupVault'], 'arn:aws:backup:*:*:backup-vault:*'),
      allow(['backup:CopyFromBackupVault'], '*'),
      allow(['backup:TagResource'], 'arn:aws:backup:*:*:recovery-point:*'),
      DESCRIBE_KEYS,
      allow(['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], '*', VIA_SERVICE),
    ],
  },
  {
    name: 'AWSBackupServiceRolePolicyForRestores', path: '/service-role/', id: 'ANPAJZCCL6F2WPVOUXZKI',
    description: 'Provides AWS Backup permission to perform restores on your behalf across AWS services. This policy includes permissions to create and delete AWS resources, such as EBS volumes, RDS instances, and EFS file systems, which are part of the restore process.',
    statements: [
      allow(['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:RestoreTableFromAwsBackup', 'dynamodb:Scan', 'dynamodb:UpdateItem'], TABLES),
      allow(['dynamodb:RestoreTableFromBackup'], TABLE_BACKUPS),
      allow(['ec2:CreateVolume', 'ec2:DeleteVolume'], [SNAPSHOTS, VOLUMES]),
      allow(['ec2:CreateTags'], [SNAPSHOTS, VOLUMES]),
      allow(['ec2:DescribeAvailabilityZones', 'ec2:DescribeInstances', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSnapshots', 'ec2:DescribeSubnets', 'ec2:DescribeVolumes'], '*'),
      allow(['ebs:CompleteSnapshot', 'ebs:PutSnapshotBlock', 'ebs:StartSnapshot'], SNAPSHOTS),
      allow(['rds:AddTagsToResource', 'rds:DeleteDBInstance', 'rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:ListTagsForResource', 'rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBInstanceToPointInTime'], '*'),
      allow(['rds:CreateDBInstance'], 'arn:aws:rds:*:*:db:*'),
      allow(['elasticfilesystem:CreateFileSystem', 'elasticfilesystem:DeleteFileSystem', 'elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:Restore', 'elasticfilesystem:TagResource'], FILE_SYSTEMS),
      DESCRIBE_KEYS,
      allow(['kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], '*', VIA_SERVICE),
    ],
  },
  {
    name: 'AWSBackupServiceRolePolicyForS3Backup', id: 'ANPAREDRILLS3BACKUPQQ',
    description: 'Policy containing permissions necessary for AWS Backup to backup data in any S3 bucket. This includes read access to all S3 objects and any decrypt access for all KMS keys.',
    statements: [
      allow(['cloudwatch:GetMetricData'], '*'),
      allow(['kms:Decrypt', 'kms:DescribeKey'], '*', VIA_SERVICE),
      allow(['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketNotification', 's3:GetBucketTagging', 's3:GetBucketVersioning', 's3:GetInventoryConfiguration', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutBucketNotification', 's3:PutInventoryConfiguration'], BUCKETS),
      allow(['s3:GetObject', 's3:GetObjectAcl', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'], OBJECTS),
      allow(['s3:ListAllMyBuckets'], BUCKETS),
      allow(['backup:TagResource'], 'arn:aws:backup:*:*:recovery-point:*'),
    ],
  },
  {
    name: 'AWSBackupServiceRolePolicyForS3Restore', id: 'ANPAREDRILLS3RESTOREQ',
    description: 'Policy containing permissions necessary for AWS Backup to restore a S3 backup to a bucket. This includes read/write permissions to all S3 buckets, and permissions to GenerateDataKey and DescribeKey for all KMS keys.',
    statements: [
      allow(['s3:CreateBucket', 's3:GetBucketLocation', 's3:GetBucketOwnershipControls', 's3:GetBucketVersioning', 's3:ListBucket', 's3:ListBucketVersions', 's3:PutBucketOwnershipControls', 's3:PutBucketVersioning'], BUCKETS),
      allow(['s3:DeleteObject', 's3:GetObject', 's3:GetObjectAcl', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionAcl', 's3:ListMultipartUploadParts', 's3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging', 's3:PutObjectVersionAcl'], OBJECTS),
      allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], '*', VIA_SERVICE),
    ],
  },
];

function allow(actions: readonly string[], resource: string | readonly string[], condition?: object): object {
  return { Effect: 'Allow', Action: actions, Resource: resource, ...(condition === undefined ? {} : { Condition: condition }) };
}
