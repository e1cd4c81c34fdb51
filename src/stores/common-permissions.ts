import type { Permission } from '#contract/permissions';

/** Using the keys of a region: what is read, written or restored there is encrypted with them, and key ids are in no plan. */
export const USE_KEYS: Permission = { actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], on: ['arn:aws:kms:{region}:{account}:key/*'] };

export const DESCRIBE_KEYS: Permission = { actions: ['kms:DescribeKey'], on: ['arn:aws:kms:{region}:{account}:key/*'] };

export const READ_POINTER: Permission = { actions: ['ssm:GetParameter', 'ssm:GetParameters'], on: ['arn:aws:ssm:{region}:{account}:parameter{pointer}', 'arn:aws:ssm:{region}:{account}:parameter{pointer}/*'] };

export const WRITE_POINTER: Permission = { actions: ['ssm:GetParameter', 'ssm:PutParameter'], on: ['arn:aws:ssm:{region}:{account}:parameter{pointer}', 'arn:aws:ssm:{region}:{account}:parameter{pointer}/*'] };

/** What the vaults of the plan hold. */
export const FIND_POINT: Permission = { actions: ['backup:DescribeBackupVault', 'backup:ListRecoveryPointsByBackupVault'], on: ['arn:aws:backup:{backup.region}:{backup.account}:backup-vault:{vault}'] };

/** Following a job: AWS knows no narrower resource than all of them. */
const FOLLOW_RESTORE: Permission = { actions: ['backup:DescribeRestoreJob', 'backup:GetRestoreJobMetadata', 'backup:ListBackupJobs', 'backup:ListRestoreJobs'], on: ['*'] };

/** Restoring a recovery point, as the role that AWS Backup is handed. `points`: ARNs of the points of a service. */
export function restorePoints(...points: readonly string[]): readonly Permission[] {
  return [
    { actions: ['backup:DescribeRecoveryPoint', 'backup:GetRecoveryPointRestoreMetadata', 'backup:StartRestoreJob'], on: points },
    FOLLOW_RESTORE,
    { actions: ['iam:PassRole'], on: ['arn:aws:iam::{account}:role/{role}'] },
  ];
}

/** Recovery points that AWS Backup keeps itself. */
export const OWN_POINTS = 'arn:aws:backup:{backup.region}:{backup.account}:recovery-point:*';

/** The harness's own copies: documents, objects, pieces of files. */
export const KEEP_SAFETY: readonly Permission[] = [
  { actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'], on: ['arn:aws:s3:::{safety}'] },
  { actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging'], on: ['arn:aws:s3:::{safety}/*'] },
];
