import type { Needs, Permission } from '#contract/permissions';
import { KEEP_SAFETY, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

/** A bucket made beside the lost one has a name that begins with its name. */
const BUCKETS = ['arn:aws:s3:::{name}', 'arn:aws:s3:::{name}-*'];
const OBJECTS = BUCKETS.map((bucket) => `${bucket}/*`);
const LOOK: Permission = {
  actions: ['s3:GetBucketLocation', 's3:GetBucketLogging', 's3:GetBucketNotification', 's3:GetBucketOwnershipControls', 's3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock', 's3:GetBucketTagging', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration', 's3:GetLifecycleConfiguration', 's3:GetReplicationConfiguration', 's3:ListBucket', 's3:ListBucketVersions'],
  on: BUCKETS,
};
const PUT_BACK: Permission = {
  actions: ['s3:CreateBucket', 's3:PutBucketLogging', 's3:PutBucketNotification', 's3:PutBucketOwnershipControls', 's3:PutBucketPolicy', 's3:PutBucketPublicAccessBlock', 's3:PutBucketTagging', 's3:PutBucketVersioning', 's3:PutEncryptionConfiguration', 's3:PutLifecycleConfiguration', 's3:PutReplicationConfiguration'],
  on: BUCKETS,
};

/** What breaking a bucket needs of AWS. */
export const s3FaultPermissions: Readonly<Record<string, Needs>> = {
  's3.delete-bucket': operator({ actions: ['s3:ListBucketVersions', 's3:DeleteBucket'], on: BUCKETS }, { actions: ['s3:DeleteObjectVersion'], on: OBJECTS }),
  's3.delete-objects': operator({ actions: ['s3:ListBucketVersions'], on: BUCKETS }, { actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], on: OBJECTS }),
};

/** What the harness's own copy of a bucket, and its use, need. */
export const s3SafetyPermissions: Needs = operator(
  LOOK, PUT_BACK, USE_KEYS,
  { actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging'], on: OBJECTS },
  ...KEEP_SAFETY, WRITE_POINTER,
);

function operator(...permissions: readonly Permission[]): Needs {
  return { 'drill-operator': permissions };
}
