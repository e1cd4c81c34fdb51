import type { Call } from '../../../service.ts';
import { authorise, requireBucket, requireBucketAnywhere } from '../access.ts';
import { requireBucketName } from '../bucket-name.ts';
import { dateOfSeconds } from '../dates.ts';
import { errors } from '../errors.ts';
import { refuseUnknownMembers, text } from '../request.ts';
import { stateOf } from '../state.ts';
import { requireTags } from '../tags.ts';

type Input = Readonly<Record<string, unknown>>;

const CREATE_MEMBERS = new Set(['ACL', 'CreateBucketConfiguration', 'ObjectOwnership', 'ObjectLockEnabledForBucket', 'BucketNamespace']);

interface CreateConfiguration {
  readonly LocationConstraint?: string;
  readonly Location?: unknown;
  readonly Bucket?: unknown;
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
}

/** CreateBucket: names are one space for all accounts; a deleted bucket's name stays unavailable for a while. */
export function createBucket(call: Call, input: Input): object {
  const state = stateOf(call.catalogue);
  const name = requireBucketName(text(input, 'Bucket') ?? '');
  refuseUnknownMembers(input, CREATE_MEMBERS, 'CreateBucket');
  const configuration = (input['CreateBucketConfiguration'] ?? {}) as CreateConfiguration;
  requireServedOptions(input, configuration);
  const region = requireRegion(call.region, configuration.LocationConstraint);
  call.authorise('s3:CreateBucket', `arn:aws:s3:::${name}`, { account: call.caller.account, policy: null });
  const locked = input['ObjectLockEnabledForBucket'] === true;
  const tags = configuration.Tags?.length ? requireTags(configuration.Tags, 50) : undefined;
  const existing = state.buckets.find(name);
  if (existing && existing.account !== call.caller.account) throw errors.bucketAlreadyExists(name);
  if (existing && call.region !== 'us-east-1') throw errors.bucketAlreadyOwnedByYou(name);
  const created = call.time.nowMicros();
  if (!existing && (state.buckets.heldUntil(name) ?? 0) > created) throw errors.operationAborted();
  if (!existing) {
    state.changeBuckets(() => {
      state.buckets.unhold(name);
      state.buckets.add({ name, account: call.caller.account, region, created, settings: { ...(tags ? { tags } : {}), ...(locked ? { objectLock: { rule: null } } : {}) } });
      // Object Lock needs versions, so S3 switches versioning on with it.
      const made = locked ? state.buckets.find(name) : null;
      if (made) state.buckets.update(made, { versioning: 'Enabled' });
    });
  }
  return { Location: call.region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/`, BucketArn: `arn:aws:s3:::${name}` };
}

/** DeleteBucket: only when nothing is left, not even a delete marker or a noncurrent version. */
export function deleteBucket(call: Call, input: Input): void {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  authorise(call, bucket, 's3:DeleteBucket');
  if (!state.versions.isEmpty(bucket.id)) throw errors.bucketNotEmpty(bucket.name, bucket.versioning !== '');
  const holdSeconds = call.settings.get('bucket-name-hold-seconds');
  state.changeBuckets(() => {
    for (const upload of state.uploads.ofBucket(bucket.id)) {
      for (const part of state.uploads.parts(upload.id)) state.blobs.release(part.blob);
      state.uploads.remove(upload.id);
    }
    state.buckets.remove(bucket);
    if (holdSeconds > 0) state.buckets.hold(bucket.name, call.time.nowMicros() + holdSeconds * 1_000_000);
  });
}

/** HeadBucket: whether the bucket is there and the caller may list it. */
export function headBucket(call: Call, input: Input): object {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  authorise(call, bucket, 's3:ListBucket');
  return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}`, AccessPointAlias: false };
}

/** GetBucketLocation: null stands for us-east-1. Answered in every region. */
export function getBucketLocation(call: Call, input: Input): object {
  const bucket = requireBucketAnywhere(stateOf(call.catalogue), text(input, 'Bucket') ?? '', call.headers);
  authorise(call, bucket, 's3:GetBucketLocation');
  return bucket.region === 'us-east-1' ? {} : { LocationConstraint: bucket.region };
}

/** ListBuckets: the caller's own account only, paged when max-buckets is given. */
export function listBuckets(call: Call, input: Input): object {
  const state = stateOf(call.catalogue);
  refuseUnknownMembers(input, new Set(['MaxBuckets', 'ContinuationToken', 'Prefix', 'BucketRegion']), 'ListBuckets');
  const { account } = call.caller;
  call.authorise('s3:ListAllMyBuckets', '*', { account, policy: null });
  const max = input['MaxBuckets'] === undefined ? 10_000 : Number(input['MaxBuckets']);
  if (!Number.isInteger(max) || max < 1 || max > 10_000) throw errors.invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', String(input['MaxBuckets']));
  const token = text(input, 'ContinuationToken');
  const prefix = text(input, 'Prefix') ?? '';
  const region = text(input, 'BucketRegion');
  const found = state.buckets.ofAccount(account, token === undefined ? '' : Buffer.from(token, 'base64url').toString()).filter((bucket) => bucket.name.startsWith(prefix) && (region === undefined || bucket.region === region));
  const page = found.slice(0, max);
  const last = page.at(-1);
  return {
    Buckets: page.map((bucket) => ({ Name: bucket.name, CreationDate: dateOfSeconds(bucket.created), BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}` })),
    Owner: { ID: canonicalId(account) },
    ...(prefix === '' ? {} : { Prefix: prefix }),
    ...(found.length > page.length && last ? { ContinuationToken: Buffer.from(last.name).toString('base64url') } : {}),
  };
}

/** The canonical user id of an account: 64 hex digits that always stand for the same account. */
export function canonicalId(account: string): string {
  return Buffer.from(account.padEnd(32, account)).toString('hex').slice(0, 64);
}

function requireServedOptions(input: Input, configuration: CreateConfiguration): void {
  const ownership = text(input, 'ObjectOwnership') ?? 'BucketOwnerEnforced';
  if (ownership !== 'BucketOwnerEnforced') throw errors.notImplemented(`x-amz-object-ownership: ${ownership}`);
  const acl = text(input, 'ACL') ?? 'private';
  if (acl !== 'private') throw errors.bucketAclWithOwnership();
  if (configuration.Location !== undefined || configuration.Bucket !== undefined) throw errors.notImplemented('CreateBucketConfiguration for directory buckets');
  const namespace = text(input, 'BucketNamespace') ?? 'global';
  if (namespace !== 'global') throw errors.notImplemented(`x-amz-bucket-namespace: ${namespace}`);
}

function requireRegion(called: string, constraint: string | undefined): string {
  if (constraint === undefined || constraint === '') {
    if (called !== 'us-east-1') throw errors.illegalLocation('unspecified');
    return called;
  }
  const region = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || region === 'us-east-1') throw errors.invalidLocation(constraint);
  if (region !== called && called !== 'us-east-1') throw errors.illegalLocation(constraint);
  return region;
}
