import type { Operation } from '../../../service.ts';
import { publicAccessBlockOf } from '../access.ts';
import type { Bucket, BucketSettings, PublicAccessBlock, Versioning } from '../bucket.ts';
import { errors } from '../errors.ts';
import { refuseUnknownMembers } from '../request.ts';
import { requireTags, tagSet } from '../tags.ts';
import { allowedBucket, clearing, reading, setting } from './bucket-settings.ts';

type Input = Readonly<Record<string, unknown>>;

/** Versioning, tags, encryption, public access block and ownership of a bucket. */
export const bucketConfiguration: Readonly<Record<string, Operation>> = {
  GetBucketVersioning: reading('s3:GetBucketVersioning', (bucket) => (bucket.versioning === '' ? {} : { Status: bucket.versioning })),
  PutBucketVersioning: (call, input) => {
    const versioning = requireVersioning(input);
    const { state, bucket } = allowedBucket(call, input, 's3:PutBucketVersioning');
    if (versioning !== 'Enabled' && bucket.settings.objectLock) throw errors.invalidBucketState('An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.');
    if (versioning !== 'Enabled' && bucket.settings.replication) throw errors.invalidBucketState('A replication configuration is present on this bucket, so the versioning state cannot be changed.');
    state.changeBuckets(() => state.buckets.update(bucket, { versioning }));
  },
  GetBucketTagging: reading('s3:GetBucketTagging', (bucket) => ({ TagSet: tagSet(present(bucket, bucket.settings.tags, ['NoSuchTagSet', 'The TagSet does not exist'])) })),
  PutBucketTagging: setting('s3:PutBucketTagging', (input) => ({ tags: requireTags(((input['Tagging'] ?? {}) as { TagSet?: [] }).TagSet ?? [], 50) })),
  DeleteBucketTagging: clearing('s3:PutBucketTagging', { tags: undefined }),
  GetBucketEncryption: reading('s3:GetEncryptionConfiguration', ({ settings: { kms, bucketKeyEnabled = false } }) => ({
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: kms ? { SSEAlgorithm: 'aws:kms', ...(kms.keyId === null ? {} : { KMSMasterKeyID: kms.keyId }) } : { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: bucketKeyEnabled }] },
  })),
  PutBucketEncryption: setting('s3:PutEncryptionConfiguration', requireEncryption),
  DeleteBucketEncryption: clearing('s3:PutEncryptionConfiguration', { bucketKeyEnabled: undefined, kms: undefined }),
  GetPublicAccessBlock: reading('s3:GetBucketPublicAccessBlock', (bucket) => {
    if (bucket.settings.publicAccessBlock === null) throw errors.absent('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', bucket.name);
    return { PublicAccessBlockConfiguration: publicAccessBlockOf(bucket) };
  }),
  PutPublicAccessBlock: setting('s3:PutBucketPublicAccessBlock', requirePublicAccessBlock),
  DeletePublicAccessBlock: clearing('s3:PutBucketPublicAccessBlock', { publicAccessBlock: null }),
  GetBucketOwnershipControls: reading('s3:GetBucketOwnershipControls', (bucket) => {
    if (bucket.settings.ownership === null) throw errors.absent('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', bucket.name);
    return { OwnershipControls: { Rules: [{ ObjectOwnership: bucket.settings.ownership ?? 'BucketOwnerEnforced' }] } };
  }),
  PutBucketOwnershipControls: setting('s3:PutBucketOwnershipControls', (input) => {
    const rules = ((input['OwnershipControls'] ?? {}) as { Rules?: readonly { ObjectOwnership?: string }[] }).Rules ?? [];
    const [rule] = rules;
    if (rules.length !== 1 || !rule) throw errors.malformedXml();
    if (rule.ObjectOwnership !== 'BucketOwnerEnforced') throw errors.notImplemented(`ObjectOwnership: ${rule.ObjectOwnership}`);
    return { ownership: 'BucketOwnerEnforced' };
  }),
};

/** A setting that is there, else S3's error for its absence. */
export function present<T>(bucket: Bucket, value: T | undefined, [code, message]: readonly [string, string]): T {
  if (value === undefined) throw errors.absent(code, message, bucket.name);
  return value;
}

function requireVersioning(input: Input): Versioning {
  const wanted = (input['VersioningConfiguration'] ?? {}) as { readonly Status?: string; readonly MFADelete?: string };
  if (wanted.MFADelete === 'Enabled') throw errors.notImplemented('VersioningConfiguration.MfaDelete: Enabled');
  if (wanted.Status !== 'Enabled' && wanted.Status !== 'Suspended') throw wanted.Status === undefined ? errors.illegalVersioning() : errors.malformedXml();
  return wanted.Status;
}

function requireEncryption(input: Input): Pick<BucketSettings, 'bucketKeyEnabled' | 'kms'> {
  const rules = ((input['ServerSideEncryptionConfiguration'] ?? {}) as { Rules?: readonly Input[] }).Rules ?? [];
  const [rule] = rules;
  if (rules.length !== 1 || !rule) throw errors.malformedXml();
  refuseUnknownMembers(rule, new Set(['ApplyServerSideEncryptionByDefault', 'BucketKeyEnabled']), 'ServerSideEncryptionRule');
  const by = (rule['ApplyServerSideEncryptionByDefault'] ?? {}) as { readonly SSEAlgorithm?: string; readonly KMSMasterKeyID?: string };
  const bucketKeyEnabled = rule['BucketKeyEnabled'] === true;
  if (by.SSEAlgorithm === 'aws:kms') return { bucketKeyEnabled, kms: { keyId: by.KMSMasterKeyID ?? null } };
  if (by.SSEAlgorithm !== 'AES256') throw by.SSEAlgorithm === undefined ? errors.malformedXml() : errors.notImplemented(`SSEAlgorithm: ${by.SSEAlgorithm}`);
  if (by.KMSMasterKeyID !== undefined) throw errors.invalidArgument('a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse');
  return { bucketKeyEnabled, kms: null };
}

function requirePublicAccessBlock(input: Input): { readonly publicAccessBlock: PublicAccessBlock } {
  const wanted = (input['PublicAccessBlockConfiguration'] ?? {}) as Partial<PublicAccessBlock>;
  const { BlockPublicAcls = false, IgnorePublicAcls = false, BlockPublicPolicy = false, RestrictPublicBuckets = false } = wanted;
  return { publicAccessBlock: { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } };
}
