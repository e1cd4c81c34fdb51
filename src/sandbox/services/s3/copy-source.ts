import { regionFaultsOf } from '../../regions/region-faults.ts';
import type { Call } from '../../service.ts';
import { expectOwner } from './access.ts';
import type { Bucket } from './bucket.ts';
import { requireReadConditions } from './conditions.ts';
import { requireKey, storedEncryption } from './encryption.ts';
import { errors } from './errors.ts';
import { requireVersion } from './read-version.ts';
import { checkedKey, decodeText } from './request.ts';
import type { S3State } from './state.ts';
import type { Version } from './version-rows.ts';

/** The headers that name a copy's source and set its conditions. */
export const COPY_SOURCE_HEADERS: readonly string[] = [
  'x-amz-copy-source', 'x-amz-copy-source-if-match', 'x-amz-copy-source-if-none-match', 'x-amz-copy-source-if-modified-since', 'x-amz-copy-source-if-unmodified-since', 'x-amz-source-expected-bucket-owner',
];

export interface CopySource {
  readonly bucket: Bucket;
  readonly version: Version;
}

/** The version that x-amz-copy-source names, readable by the caller (the source bucket's own policy counts). Its bucket may be in any region. */
export function requireCopySource(call: Call, state: S3State, headers: Readonly<Record<string, string>>): CopySource {
  const named = parseCopySource(headers['x-amz-copy-source'] ?? '');
  const bucket = state.buckets.find(named.bucket);
  if (!bucket) throw errors.noSuchBucket(named.bucket);
  if (regionFaultsOf(call.catalogue).severs(bucket.region, call.region)) throw errors.serviceUnavailable();
  expectOwner(bucket, headers['x-amz-source-expected-bucket-owner']);
  const version = requireSourceVersion(call, state, bucket, named);
  requireReadConditions(call, version, headers, 'x-amz-copy-source-');
  const encryption = storedEncryption(version.headers);
  if (encryption) requireKey(call, encryption.keyArn, 'decrypt');
  return { bucket, version };
}

function requireSourceVersion(call: Call, state: S3State, bucket: Bucket, named: ReturnType<typeof parseCopySource>): Version {
  const { key, versionId } = named;
  const marker = versionId !== undefined && state.versions.byId(bucket.id, key, versionId)?.marker === 1;
  if (marker) throw errors.invalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  return requireVersion(call, state, { bucket, key, versionId }, { current: 's3:GetObject', version: 's3:GetObjectVersion' });
}

/** `[/]bucket/key[?versionId=id]`, percent-encoded. */
function parseCopySource(header: string): { readonly bucket: string; readonly key: string; readonly versionId: string | undefined } {
  const [, path = '', versionId] = /^\/?(.*?)(?:\?versionId=([^&]*))?$/s.exec(header) ?? [];
  if (path.startsWith('arn:')) throw errors.notImplemented('x-amz-copy-source with an access point');
  // A wholly encoded source (bucket%2Fkey) is decoded first, as on S3.
  const slash = path.includes('/') ? path.indexOf('/') : -1;
  const bucket = slash > 0 ? decodeText(path.slice(0, slash)) : (decodeText(path).split('/', 1)[0] ?? '');
  const key = slash > 0 ? decodeText(path.slice(slash + 1)) : decodeText(path).slice(bucket.length + 1);
  if (bucket === '' || key === '') throw errors.invalidArgument('Invalid copy source object key', 'x-amz-copy-source', 'x-amz-copy-source');
  return { bucket, key: checkedKey(key), versionId: versionId === undefined ? undefined : decodeText(versionId) };
}
