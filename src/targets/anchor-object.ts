import type { AwsAccess } from '#contract/aws';
import type { AnchorPlace } from '#contract/evidence';
import { RedrillError } from '#kit/redrill-error';
import { addSeconds } from '#kit/time';
import { s3Client } from './clients.ts';

export interface AnchorInput {
  readonly access: AwsAccess;
  readonly bucket: string;
  /** Account that must own the bucket: a bucket of the same name elsewhere proves nothing. */
  readonly owner: string;
  readonly run: string;
  readonly text: string;
  /** Drill time, and for how long nobody may take the anchor away from then on. */
  readonly now: string;
  readonly retentionSeconds: number;
}

/** Writes one locked object; COMPLIANCE, so that not even the bucket's owner can delete it before its date. */
export async function writeAnchorObject({ access, bucket, owner, run, text, now, retentionSeconds }: AnchorInput): Promise<AnchorPlace> {
  const client = s3Client(access);
  const key = `redrill/anchors/${run}.json`;
  const retainUntil = `${addSeconds(now, retentionSeconds).slice(0, 19)}Z`;
  try {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const { dateOfText } = await import('#kit/dates');
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: 'application/json', ExpectedBucketOwner: owner, ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: dateOfText(retainUntil) ?? undefined, ChecksumAlgorithm: 'SHA256' }));
    if (VersionId === undefined) throw new TypeError('the bucket keeps no versions');
    return { bucket, key, versionId: VersionId, mode: 'COMPLIANCE', retainUntil };
  } catch (cause) {
    const { name, message } = cause as Error;
    throw new RedrillError('anchor.unwritten', `the run could not be announced in s3://${bucket}/${key} (${name}: ${message}): expected a bucket with Object Lock that drill-operator may write; see evidence.anchor in the config`, { actor: 'platform', cause });
  } finally {
    client.destroy();
  }
}
