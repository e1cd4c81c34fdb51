import type { Call, FastAnswer } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import { checksumHeaders, emptyAnswer, versionHeader } from '../answers.ts';
import { requireWriteConditions } from '../conditions.ts';
import { encryptionHeaders, keyWrap, wantedEncryption, type Encryption } from '../encryption.ts';
import { discardStaged } from '../../../blobs/stage-body.ts';
import { PUT_HEADERS, storedHeaders, storedTags } from '../object-headers.ts';
import { requireLockHeaders } from '../object-lock.ts';
import { receiveBytes, receiveStream } from '../request-body.ts';
import type { ReceivedBody } from '../request-body.ts';
import { headersOf, refuseUnknownHeaders } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import { writeVersion } from '../write-version.ts';
import type { Bucket } from '../bucket.ts';

interface Put {
  readonly bucket: Bucket;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly stored: string;
  readonly tags: string | null;
  readonly encryption: Encryption | null;
}

/** PutObject: a new version of a key, or its replacement while versioning is off. */
export function putObject(call: Call, target: { readonly bucket: string; readonly key: string }): FastAnswer | Promise<FastAnswer> {
  const state = stateOf(call.catalogue);
  const headers = headersOf(call);
  refuseUnknownHeaders(headers, PUT_HEADERS);
  const bucket = requireBucket(call, state, target.bucket, headers);
  authorise(call, bucket, 's3:PutObject', target.key);
  const tags = storedTags(headers['x-amz-tagging']);
  if (tags !== null) authorise(call, bucket, 's3:PutObjectTagging', target.key);
  requireLockHeaders(call, bucket, target.key, headers);
  const encryption = wantedEncryption(call, bucket, headers);
  const put: Put = { bucket, key: target.key, headers, stored: storedHeaders(headers, encryption), tags, encryption };
  if (call.body === null && call.stream !== null) return putStream(call, state, put);
  return putBytes(call, state, put, call.body ?? Buffer.alloc(0));
}

async function putStream(call: Call, state: S3State, put: Put): Promise<FastAnswer> {
  const body = await receiveStream(call, state, { headers: put.headers, wrap: put.encryption && keyWrap(call.keys, put.encryption) });
  try {
    return told(put, body, state.change(write(call, state, put, body)));
  } catch (error) {
    discardStaged(body.staged);
    throw error;
  }
}

function putBytes(call: Call, state: S3State, put: Put, bytes: Buffer): FastAnswer {
  const body = receiveBytes(call, bytes, { headers: put.headers, wrap: put.encryption && keyWrap(call.keys, put.encryption) });
  return told(put, body, state.change(write(call, state, put, body)));
}

/** The change itself; the bucket may have gone or changed while the body arrived. */
function write(call: Call, state: S3State, put: Put, body: ReceivedBody): () => string | null {
  const { key, headers } = put;
  return () => {
    const bucket = state.buckets.again(put.bucket);
    if (headers['if-none-match'] !== undefined || headers['if-match'] !== undefined) requireWriteConditions(state.versions.current(bucket.id, key), headers, key);
    const blob = state.blobs.place(body.staged);
    return writeVersion(state, bucket, {
      bucket: bucket.id, key, marker: 0, size: body.sizeBytes, etag: body.etag, modified: call.time.nowMicros(),
      blob, parts: null, headers: put.stored, tags: put.tags, sums: JSON.stringify(body.sums),
    }, 's3:ObjectCreated:Put');
  };
}

function told({ encryption }: Put, body: ReceivedBody, versionId: string | null): FastAnswer {
  return emptyAnswer(200, { ETag: `"${body.etag}"`, ...encryptionHeaders(encryption), ...checksumHeaders(body.sums), ...versionHeader(versionId) });
}
