import type { Service } from '../../service.ts';
import { s3Control } from './control.ts';
import { logTimer } from './access-logs/log-timer.ts';
import { fastS3 } from './fast.ts';
import { lifecycleTimer } from './lifecycle/lifecycle-timer.ts';
import { absentFeatures } from './operations/absent-features.ts';
import { bucketConfiguration } from './operations/bucket-configuration.ts';
import { bucketPolicy } from './operations/bucket-policy.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './operations/buckets.ts';
import { completeMultipartUpload } from './operations/complete-multipart.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { lifecycleConfiguration } from './operations/lifecycle-configuration.ts';
import { listMultipartUploads, listParts } from './operations/list-uploads.ts';
import { abortMultipartUpload, createMultipartUpload } from './operations/multipart.ts';
import { logging } from './operations/logging.ts';
import { notification } from './operations/notification.ts';
import { objectLock } from './operations/object-lock.ts';
import { getObjectAttributes } from './operations/object-attributes.ts';
import { replication } from './operations/replication.ts';
import { replicationTimer } from './replication/replication-timer.ts';
import { objectTagging } from './operations/object-tagging.ts';
import { S3_TABLES } from './tables.ts';

/** S3 of the local account. The data plane of objects and all object listings are answered by `fast`, in wire form; the rest goes through the codec. */
export const s3Service: Service = {
  signingName: 's3',
  tables: S3_TABLES,
  fast: fastS3,
  operations: {
    CreateBucket: createBucket,
    DeleteBucket: deleteBucket,
    HeadBucket: headBucket,
    GetBucketLocation: getBucketLocation,
    ListBuckets: listBuckets,
    DeleteObjects: deleteObjects,
    CreateMultipartUpload: createMultipartUpload,
    CompleteMultipartUpload: completeMultipartUpload,
    AbortMultipartUpload: abortMultipartUpload,
    ListParts: listParts,
    ListMultipartUploads: listMultipartUploads,
    GetObjectAttributes: getObjectAttributes,
    ...objectTagging,
    ...bucketConfiguration,
    ...bucketPolicy,
    ...lifecycleConfiguration,
    ...notification,
    ...logging,
    ...replication,
    ...objectLock,
    ...absentFeatures,
  },
  timers: (context) => [lifecycleTimer(context), replicationTimer(context), logTimer(context)],
  control: s3Control,
};
