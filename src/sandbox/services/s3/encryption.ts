import type { BodyKeyWrap } from '../../blobs/sealed-body.ts';
import { AwsError, type Call, type KeyRing } from '../../service.ts';
import type { Bucket } from './bucket.ts';
import { errors } from './errors.ts';

/** How an object is encrypted under a KMS key; null stands for SSE-S3, whose bytes are stored as they are. */
export interface Encryption {
  readonly keyArn: string;
  readonly bucketKey: boolean;
}

const ALGORITHM = 'x-amz-server-side-encryption';
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id';
const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled';

/** What the headers of a write, or else the bucket's default, ask for, under a key that the caller may use. Throws S3's errors for unusable keys. */
export function wantedEncryption(call: Call, bucket: Bucket, headers: Readonly<Record<string, string>>): Encryption | null {
  const algorithm = headers[ALGORITHM];
  const keyId = headers[KEY_ID];
  const { kms, bucketKeyEnabled = false } = bucket.settings;
  if (keyId !== undefined && algorithm !== 'aws:kms') throw errors.invalidArgument('Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms', KEY_ID, keyId);
  if (algorithm === 'AES256' || (algorithm === undefined && !kms)) return null;
  if (call.caller.anonymous) throw errors.invalidArgument('Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.');
  const keyArn = resolved(call, bucket, keyId ?? kms?.keyId ?? null);
  requireKey(call, keyArn, 'encrypt');
  const bucketKey = headers[BUCKET_KEY];
  return { keyArn, bucketKey: bucketKey === undefined ? bucketKeyEnabled : bucketKey.toLowerCase() === 'true' };
}

/** How the object or upload with these stored headers is encrypted. */
export function storedEncryption(storedHeaders: string): Encryption | null {
  if (!storedHeaders.includes(`"${KEY_ID}"`)) return null;
  const headers = JSON.parse(storedHeaders) as Readonly<Record<string, string>>;
  const keyArn = headers[KEY_ID];
  return keyArn === undefined ? null : { keyArn, bucketKey: headers[BUCKET_KEY] === 'true' };
}

/** Headers of an answer, also kept with objects under a KMS key. */
export function encryptionHeaders(encryption: Encryption | null): Record<string, string> {
  if (!encryption) return { [ALGORITHM]: 'AES256' };
  return { [ALGORITHM]: 'aws:kms', [KEY_ID]: encryption.keyArn, ...(encryption.bucketKey ? { [BUCKET_KEY]: 'true' } : {}) };
}

/** The same as members of a typed output. */
export function encryptionMembers(encryption: Encryption | null): object {
  if (!encryption) return { ServerSideEncryption: 'AES256' };
  return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.keyArn, ...(encryption.bucketKey ? { BucketKeyEnabled: true } : {}) };
}

/** Stored headers with the encryption of a new object in place of that of its source. */
export function withEncryption(storedHeaders: string, encryption: Encryption | null): string {
  if (!encryption && !storedHeaders.includes(`"${KEY_ID}"`)) return storedHeaders;
  const { [ALGORITHM]: _algorithm, [KEY_ID]: _keyId, [BUCKET_KEY]: _bucketKey, ...rest } = JSON.parse(storedHeaders) as Record<string, string>;
  return JSON.stringify(encryption ? { ...rest, ...encryptionHeaders(encryption) } : rest);
}

/** Throws, as S3 words it, when the caller cannot use a key: KMS.DisabledException and the like, or AccessDenied. */
export function requireKey(call: Pick<Call, 'caller' | 'keys'>, keyArn: string, use: 'encrypt' | 'decrypt'): void {
  const { caller } = call;
  if (caller.anonymous) throw errors.invalidArgument('Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.');
  const problem = call.keys.problem(keyArn, use, caller);
  if (problem) throw worded(problem);
}

/** Seals and opens bodies under a KMS key. */
export function keyWrap(keys: KeyRing, { keyArn }: Encryption): BodyKeyWrap {
  return { wrap: (key) => keys.seal(keyArn, key), unwrap: (wrapped) => keys.unseal(keyArn, wrapped) };
}

/** Names that are no full ARN are looked up in the requester's account, as S3 does. */
function resolved(call: Call, bucket: Bucket, ref: string | null): string {
  const at = { account: call.caller.account, region: bucket.region };
  if (ref === null) return call.keys.managed('s3', at);
  try {
    return call.keys.resolve(ref, at);
  } catch (error) {
    throw error instanceof AwsError ? worded(error) : error;
  }
}

function worded(problem: AwsError): AwsError {
  return problem.code === 'AccessDeniedException' ? new AwsError('AccessDenied', problem.message, { status: 403 }) : new AwsError(`KMS.${problem.code}`, problem.message);
}
