import type { Needs, Permission } from '#contract/permissions';
import { FIND_POINT, OWN_POINTS, restorePoints, WRITE_POINTER } from '#stores/common-permissions';

/** A bucket made beside the lost one has a name that begins with its name. */
const BUCKETS = ['arn:aws:s3:::{name}', 'arn:aws:s3:::{name}-*'];
const OBJECTS = BUCKETS.map((bucket) => `${bucket}/*`);
const READ_COPY: readonly Permission[] = [
  { actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'], on: ['arn:aws:s3:::{copy}'] },
  { actions: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'], on: ['arn:aws:s3:::{copy}/*'] },
];
const COPY_BACK: readonly Permission[] = [
  ...READ_COPY,
  { actions: ['s3:ListBucket', 's3:ListBucketVersions'], on: BUCKETS },
  { actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject', 's3:PutObjectTagging'], on: OBJECTS },
];
const SETTINGS = ['s3:PutBucketLogging', 's3:PutBucketOwnershipControls', 's3:PutBucketPolicy', 's3:PutBucketPublicAccessBlock', 's3:PutBucketTagging', 's3:PutBucketVersioning', 's3:PutEncryptionConfiguration', 's3:PutLifecycleConfiguration', 's3:PutReplicationConfiguration'];

/** What the steps that bring a bucket back need of AWS. */
export const s3Permissions: Readonly<Record<string, Needs>> = {
  's3.find-clean-copy': restorer(...READ_COPY),
  's3.find-backup-point': restorer(FIND_POINT),
  's3.recreate-bucket': restorer({ actions: ['s3:CreateBucket', 's3:ListBucket'], on: BUCKETS }, { actions: ['s3:ListAllMyBuckets'], on: ['*'] }),
  's3.restore-from-backup': restorer(...restorePoints(OWN_POINTS)),
  's3.copy-back': restorer(...COPY_BACK),
  's3.copy-back-purged': restorer(...COPY_BACK),
  's3.remove-delete-markers': restorer({ actions: ['s3:ListBucketVersions'], on: BUCKETS }, { actions: ['s3:DeleteObjectVersion'], on: OBJECTS }),
  's3.suspend-lifecycle': restorer({ actions: ['s3:PutLifecycleConfiguration'], on: BUCKETS }),
  's3.apply-settings': restorer({ actions: SETTINGS, on: BUCKETS }),
  's3.apply-notifications': restorer({ actions: ['s3:PutBucketNotification'], on: BUCKETS }),
  's3.re-point': restorer(WRITE_POINTER),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
