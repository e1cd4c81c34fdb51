import type { Call } from '../../../service.ts';
import type { Bucket } from '../bucket.ts';
import { canonicalId } from '../operations/buckets.ts';

/** How a request ended. */
export interface Answered {
  readonly status: number;
  /** Null where it is not known. */
  readonly bytes: number | null;
  readonly errorCode: string | null;
  readonly remoteAddress: string;
}

/** Sub-resources as the names of operations have them. */
const SUB_RESOURCES: Readonly<Record<string, string>> = {
  versioning: 'VERSIONING', versions: 'BUCKETVERSIONS', policy: 'BUCKETPOLICY', lifecycle: 'LIFECYCLE', tagging: 'TAGGING', encryption: 'ENCRYPTION', replication: 'REPLICATION', notification: 'NOTIFICATION',
  location: 'LOCATION', logging: 'LOGGING_STATUS', publicAccessBlock: 'PUBLIC_ACCESS_BLOCK', ownershipControls: 'OWNERSHIP_CONTROLS', 'object-lock': 'OBJECT_LOCK', acl: 'ACL', delete: 'MULTI_OBJECT_DELETE', uploads: 'UPLOADS',
};

/** One request as server access logs have it (S3 user guide, "Amazon S3 server access log format"): the fields that are known here, `-` for the others. */
export function logLine(call: Call, bucket: Bucket, { status, bytes, errorCode, remoteAddress }: Answered): string {
  const { caller, headers } = call;
  const query = new URLSearchParams(call.rawQuery);
  const key = keyOf(call.rawPath);
  const signed = headers['authorization'] !== undefined ? 'AuthHeader' : query.has('X-Amz-Signature') ? 'QueryString' : '-';
  const uri = `${call.method} ${call.rawPath}${call.rawQuery === '' ? '' : `?${hidden(call.rawQuery)}`} HTTP/1.1`;
  return [
    canonicalId(bucket.account), bucket.name, `[${clfTime(call.time.now())}]`, remoteAddress, caller.anonymous ? '-' : caller.arn, call.requestId, operationOf(call, query, key !== ''), key === '' ? '-' : key,
    quoted(uri), status, errorCode ?? '-', bytes ?? '-', '-', '-', '-', quoted(headers['referer'] ?? '-'), quoted(headers['user-agent'] ?? '-'), query.get('versionId') ?? '-', '-',
    signed === '-' ? '-' : 'SigV4', '-', signed, headers['host'] ?? '-', '-', '-', '-',
  ].join(' ');
}

/** The bucket of a path; empty for the list of all. */
export function bucketOf(rawPath: string): string {
  return /^\/([^/]*)/.exec(rawPath)?.[1] ?? '';
}

function keyOf(rawPath: string): string {
  return rawPath.replace(/^\/[^/]*\/?/, '');
}

function operationOf({ method, headers }: Call, query: URLSearchParams, object: boolean): string {
  if (query.has('uploadId')) return `REST.${method}.${query.has('partNumber') ? 'PART' : 'UPLOAD'}`;
  const sub = Object.keys(SUB_RESOURCES).find((name) => query.has(name));
  if (sub !== undefined) return `REST.${method}.${object && sub !== 'uploads' ? 'OBJECT_' : ''}${SUB_RESOURCES[sub] ?? ''}`;
  if (object && method === 'PUT' && headers['x-amz-copy-source'] !== undefined) return 'REST.COPY.OBJECT';
  return `REST.${method}.${object ? 'OBJECT' : 'BUCKET'}`;
}

/** 10/Mar/2026:12:00:00 +0000 */
function clfTime(at: Date): string {
  const [, day = '', month = '', year = '', time = ''] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** A signature in a link lets whoever reads the log do the same. */
function hidden(query: string): string {
  return query.replaceAll(/(X-Amz-(?:Signature|Security-Token))=[^&]*/gi, '$1=-');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '%22').replaceAll(/[\r\n]/g, ' ')}"`;
}
