import type { Needs, Permission } from '#contract/permissions';
import { OWN_POINTS, READ_POINTER, USE_KEYS } from '#stores/common-permissions';

/** Where users go and whether they may write, in the region of the global control planes. */
const PORTAL: Permission = { actions: ['ssm:GetParameter', 'ssm:PutParameter'], on: ['arn:aws:ssm:{global}:{account}:parameter/portal/*'] };
const POINTS = [OWN_POINTS, 'arn:aws:backup:{region}:{account}:recovery-point:*', 'arn:aws:rds:{region}:{account}:snapshot:*', 'arn:aws:ec2:{region}::snapshot/*'];
const VAULTS = 'arn:aws:backup:{region}:{account}:backup-vault:*';
const PLANS = 'arn:aws:backup:{region}:{account}:backup-plan:*';
const RULES = 'arn:aws:rbin:{region}:{account}:rule/*';
const HAND_ON: Permission = { actions: ['iam:PassRole'], on: ['arn:aws:iam::{account}:role/{role}'] };
const JOBS: readonly Permission[] = [
  { actions: ['backup:DescribeBackupVault', 'backup:ListRecoveryPointsByBackupVault'], on: [VAULTS] },
  { actions: ['backup:DescribeBackupJob', 'backup:DescribeCopyJob', 'backup:ListBackupJobs', 'backup:ListCopyJobs'], on: ['*'] },
  { actions: ['backup:DescribeRecoveryPoint'], on: POINTS },
  HAND_ON, USE_KEYS,
];
const FIND_STORES: readonly Permission[] = [
  { actions: ['rds:DescribeDBInstances'], on: ['arn:aws:rds:{region}:{account}:*'] },
  { actions: ['dynamodb:DescribeTable'], on: ['arn:aws:dynamodb:{region}:{account}:table/{name}*'] },
  { actions: ['es:DescribeDomain'], on: ['arn:aws:es:{region}:{account}:domain/{name}*'] },
  { actions: ['elasticfilesystem:DescribeFileSystems', 'elasticfilesystem:DescribeMountTargets'], on: ['arn:aws:elasticfilesystem:{region}:{account}:file-system/*'] },
  { actions: ['ec2:DescribeVolumes', 's3:ListAllMyBuckets'], on: ['*'] },
];
/** What a recovery made in the other region, named as a store begins there; nothing at home. */
const AWAY: readonly Permission[] = [
  { actions: ['rds:DeleteDBInstance'], on: ['arn:aws:rds:{with.region}:{account}:db:{name}*'] },
  { actions: ['dynamodb:DeleteTable'], on: ['arn:aws:dynamodb:{with.region}:{account}:table/{name}*'] },
  { actions: ['es:DeleteDomain'], on: ['arn:aws:es:{with.region}:{account}:domain/{name}*'] },
  { actions: ['elasticfilesystem:DeleteFileSystem', 'elasticfilesystem:DeleteMountTarget'], on: ['arn:aws:elasticfilesystem:{with.region}:{account}:file-system/*'] },
  { actions: ['ec2:DeleteVolume', 'ec2:DetachVolume'], on: ['arn:aws:ec2:{with.region}:{account}:*'] },
  { actions: ['s3:DeleteBucket', 's3:ListBucket', 's3:ListBucketVersions'], on: ['arn:aws:s3:::{name}-*'] },
  { actions: ['s3:DeleteObjectVersion'], on: ['arn:aws:s3:::{name}-*/*'] },
];
const COPIED = ['{with.from.bucket}', '{with.to.bucket}', '{name}', '{name}-*'].map((bucket) => `arn:aws:s3:::${bucket}`);

/** What the steps that leave a region and come back need of AWS beyond the steps of the stores. */
export const regionPermissions: Readonly<Record<string, Needs>> = {
  'region.fail-over': restorer(READ_POINTER, PORTAL),
  'region.fail-back': restorer(READ_POINTER, PORTAL),
  'region.switch-entry': restorer(PORTAL),
  'region.pause-portal': restorer(PORTAL),
  'region.resume-portal': restorer(PORTAL),
  'region.make-vault': restorer({ actions: ['backup:CreateBackupVault', 'backup:DescribeBackupVault'], on: [VAULTS] }, USE_KEYS),
  'region.protect': restorer(
    { actions: ['backup:ListBackupPlans'], on: ['*'] },
    { actions: ['backup:CreateBackupPlan', 'backup:CreateBackupSelection', 'backup:GetBackupPlan', 'backup:GetBackupSelection', 'backup:ListBackupSelections'], on: [PLANS, VAULTS] },
    { actions: ['rbin:CreateRule', 'rbin:GetRule', 'rbin:ListRules', 'rbin:TagResource'], on: [RULES] }, HAND_ON,
  ),
  'region.back-up-now': restorer(...FIND_STORES, ...JOBS, { actions: ['backup:StartBackupJob'], on: [VAULTS] }),
  'region.copy-point': restorer(...JOBS, { actions: ['backup:StartCopyJob'], on: POINTS }),
  'region.copy-back-changes': restorer(
    { actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'], on: COPIED },
    { actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:PutObjectTagging'], on: COPIED.map((bucket) => `${bucket}/*`) },
  ),
  'region.detach-old-volume': restorer({ actions: ['ec2:DescribeVolumes'], on: ['*'] }, { actions: ['ec2:DetachVolume'], on: ['arn:aws:ec2:{region}:{account}:*'] }),
  'region.use-domain': restorer({ actions: ['es:DescribeDomain'], on: ['arn:aws:es:{region}:{account}:domain/{name}*'] }, READ_POINTER),
  'region.retire': restorer(...FIND_STORES, READ_POINTER, PORTAL, ...AWAY),
  'region.unprotect': restorer(
    { actions: ['backup:ListBackupPlans'], on: ['*'] },
    { actions: ['backup:DeleteBackupPlan', 'backup:DeleteBackupSelection', 'backup:GetBackupPlan', 'backup:ListBackupSelections'], on: ['arn:aws:backup:{with.region}:{account}:backup-plan:*'] },
    { actions: ['rbin:DeleteRule', 'rbin:GetRule', 'rbin:ListRules'], on: ['arn:aws:rbin:{with.region}:{account}:rule/*'] },
  ),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
