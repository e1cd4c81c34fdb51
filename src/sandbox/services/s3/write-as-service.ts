import { evaluatePolicy } from '../../authorise/evaluate-policy.ts';
import type { PolicyDocument } from '../../authorise/policy-document.ts';
import { discardStaged } from '../../blobs/stage-body.ts';
import type { SandboxContext } from '../../service.ts';
import { AwsError } from '../../service.ts';
import type { Bucket } from './bucket.ts';
import { keyWrap, type Encryption } from './encryption.ts';
import { errors } from './errors.ts';
import { storedHeaders } from './object-headers.ts';
import { receiveBytes } from './request-body.ts';
import { stateOf } from './state.ts';
import { writeVersion } from './write-version.ts';

/** An AWS service that delivers files into somebody's bucket, and for whom. */
export interface DeliveringService {
  /** cloudtrail.amazonaws.com */
  readonly principal: string;
  /** The account whose files they are. */
  readonly account: string;
  /** What it delivers for, as conditions name it. */
  readonly sourceArn: string;
}

/** A file to deliver. */
export interface ServiceObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  /** Lower-case names; metadata as `x-amz-meta-...`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly atMicros: number;
}

/** Writes an object as a service does that the bucket's policy lets in. Throws S3's error where the bucket is gone, refuses, or its key cannot be used. Inside a change. */
export function writeAsService(context: SandboxContext, service: DeliveringService, object: ServiceObject): void {
  const state = stateOf(context.catalogue);
  const bucket = state.buckets.find(object.bucket);
  if (!bucket) throw errors.noSuchBucket(object.bucket);
  if (!letsIn(bucket, service, { action: 's3:PutObject', key: object.key })) throw errors.accessDenied();
  const encryption = defaultEncryption(context, bucket);
  const body = receiveBytes({ trailers: {} }, object.body, { headers: {}, wrap: encryption && keyWrap(context.keys, encryption) });
  try {
    state.change(() => writeVersion(state, bucket, {
      bucket: bucket.id, key: object.key, marker: 0, size: body.sizeBytes, etag: body.etag, modified: object.atMicros,
      blob: state.blobs.place(body.staged), parts: null, headers: storedHeaders(object.headers, encryption), tags: null, sums: JSON.stringify(body.sums),
    }, 's3:ObjectCreated:Put'));
  } catch (error) {
    discardStaged(body.staged);
    throw error;
  }
}

/** Whether the policy of a bucket lets a service do something to it or, with a key, to an object. Services have nothing but the policy. */
export function letsIn(bucket: Bucket, { principal, account, sourceArn }: DeliveringService, { action, key }: { readonly action: string; readonly key?: string }): boolean {
  if (bucket.policy === null) return false;
  const resource = key === undefined ? `arn:aws:s3:::${bucket.name}` : `arn:aws:s3:::${bucket.name}/${key}`;
  const context = {
    'aws:sourcearn': [sourceArn], 'aws:sourceaccount': [account], 'aws:principalisawsservice': ['true'], 'aws:principaltype': ['Service'], 'aws:resourceaccount': [bucket.account],
    ...(key === undefined ? {} : { 's3:x-amz-acl': ['bucket-owner-full-control'] }),
  };
  const caller = { account: '', arn: principal, userId: principal, roleArn: null, anonymous: false };
  return evaluatePolicy(JSON.parse(bucket.policy) as PolicyDocument, { caller, action, resource, context }) === 'allow';
}

/** What the bucket's own default asks for, under a key that can be used. */
function defaultEncryption({ keys }: SandboxContext, bucket: Bucket): Encryption | null {
  const { kms, bucketKeyEnabled = false } = bucket.settings;
  if (!kms) return null;
  const at = { account: bucket.account, region: bucket.region };
  const keyArn = kms.keyId === null ? keys.managed('s3', at) : keys.resolve(kms.keyId, at);
  const problem = keys.problem(keyArn, 'encrypt', null);
  if (problem) throw new AwsError(`KMS.${problem.code}`, problem.message);
  return { keyArn, bucketKey: bucketKeyEnabled };
}
