import type { Operation } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import type { Bucket } from '../bucket.ts';
import { errors } from '../errors.ts';
import { requireVersion } from '../read-version.ts';
import { text } from '../request.ts';
import { stateOf } from '../state.ts';
import { allowedBucket, reading } from './bucket-settings.ts';
import { canonicalId } from './buckets.ts';

/** What S3 answers about features that a bucket does not have, so that clients which look at everything work; setting them is refused by name. */
export const absentFeatures: Readonly<Record<string, Operation>> = {
  GetBucketWebsite: missing('s3:GetBucketWebsite', 'NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  GetBucketCors: missing('s3:GetBucketCORS', 'NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  GetBucketAnalyticsConfiguration: missing('s3:GetAnalyticsConfiguration', 'NoSuchConfiguration', 'The specified configuration does not exist.'),
  GetBucketInventoryConfiguration: missing('s3:GetInventoryConfiguration', 'NoSuchConfiguration', 'The specified configuration does not exist.'),
  GetBucketMetricsConfiguration: missing('s3:GetMetricsConfiguration', 'NoSuchConfiguration', 'The specified configuration does not exist.'),
  GetBucketIntelligentTieringConfiguration: missing('s3:GetIntelligentTieringConfiguration', 'NoSuchConfiguration', 'The specified configuration does not exist.'),
  ListBucketAnalyticsConfigurations: reading('s3:GetAnalyticsConfiguration', () => ({ IsTruncated: false })),
  ListBucketInventoryConfigurations: reading('s3:GetInventoryConfiguration', () => ({ IsTruncated: false })),
  ListBucketMetricsConfigurations: reading('s3:GetMetricsConfiguration', () => ({ IsTruncated: false })),
  ListBucketIntelligentTieringConfigurations: reading('s3:GetIntelligentTieringConfiguration', () => ({ IsTruncated: false })),
  GetBucketAccelerateConfiguration: reading('s3:GetAccelerateConfiguration', () => ({})),
  GetBucketRequestPayment: reading('s3:GetBucketRequestPayment', () => ({ Payer: 'BucketOwner' })),
  GetBucketAcl: reading('s3:GetBucketAcl', ownerOnly),
  GetObjectAcl: (call, input) => {
    const state = stateOf(call.catalogue);
    const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
    requireVersion(call, state, { bucket, key: text(input, 'Key') ?? '', versionId: text(input, 'VersionId') }, { current: 's3:GetObjectAcl', version: 's3:GetObjectVersionAcl' });
    return ownerOnly(bucket);
  },
  PutBucketAcl: aclRefused('s3:PutBucketAcl'),
  PutObjectAcl: aclRefused('s3:PutObjectAcl'),
  DeleteBucketCors: nothingToDelete('s3:PutBucketCORS'),
  DeleteBucketWebsite: nothingToDelete('s3:DeleteBucketWebsite'),
};

function missing(action: string, code: string, message: string): Operation {
  return reading(action, (bucket) => {
    throw errors.absent(code, message, bucket.name);
  });
}

function ownerOnly(bucket: Bucket): object {
  const ID = canonicalId(bucket.account);
  return { Owner: { ID }, Grants: [{ Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }] };
}

/** Every bucket is bucket-owner-enforced. */
function aclRefused(action: string): Operation {
  return (call, input) => {
    allowedObjectBucket(call, input, action);
    throw errors.aclNotSupported();
  };
}

function allowedObjectBucket(call: Parameters<Operation>[0], input: Parameters<Operation>[1], action: string): void {
  const bucket = requireBucket(call, stateOf(call.catalogue), text(input, 'Bucket') ?? '');
  authorise(call, bucket, action, text(input, 'Key'));
}

function nothingToDelete(action: string): Operation {
  return (call, input) => {
    allowedBucket(call, input, action);
  };
}
