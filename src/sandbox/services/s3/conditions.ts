import { httpDate, parseDate } from './dates.ts';
import type { Call } from '../../service.ts';
import { errors } from './errors.ts';
import type { Version } from './version-rows.ts';

/** RFC 9110 conditions of a read, as S3 takes them. */
export interface ReadConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

/** Null when the version may be read, else which condition failed; `notModified` for the two that a cache asks with. */
function failedCondition(version: Version, conditions: ReadConditions): { readonly condition: string; readonly notModified: boolean } | null {
  const seconds = Math.floor(version.modified / 1_000_000);
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined && !etagMatches(version.etag, ifMatch)) return { condition: 'If-Match', notModified: false };
  if (ifMatch === undefined && isBefore(ifUnmodifiedSince, seconds)) return { condition: 'If-Unmodified-Since', notModified: false };
  if (ifNoneMatch !== undefined) return etagMatches(version.etag, ifNoneMatch) ? { condition: 'If-None-Match', notModified: true } : null;
  const since = secondsOf(ifModifiedSince);
  return since !== null && seconds <= since ? { condition: 'If-Modified-Since', notModified: true } : null;
}

/** Throws PreconditionFailed or NotModified (which tells ETag and dates) when a read's conditions do not hold. `prefix` is that of copy sources. */
export function requireReadConditions(call: Call, version: Version, headers: Readonly<Record<string, string>>, prefix: '' | 'x-amz-copy-source-'): void {
  const failed = failedCondition(version, {
    ifMatch: headers[`${prefix}if-match`],
    ifNoneMatch: headers[`${prefix}if-none-match`],
    ifModifiedSince: headers[`${prefix}if-modified-since`],
    ifUnmodifiedSince: headers[`${prefix}if-unmodified-since`],
  });
  if (!failed) return;
  if (!failed.notModified || prefix !== '') throw errors.preconditionFailed(prefix === '' ? failed.condition : `${prefix}${failed.condition}`);
  call.setHeader('ETag', `"${version.etag}"`);
  call.setHeader('Last-Modified', httpDate(version.modified));
  throw errors.notModified();
}

/** Conditions of a write on the current version of its key: `If-None-Match: *` and `If-Match: etag`. Throws PreconditionFailed, or NoSuchKey for If-Match without an object. */
export function requireWriteConditions(current: Version | null, headers: Readonly<Record<string, string>>, key: string): void {
  const object = current !== null && current.marker === 0 ? current : null;
  const ifNoneMatch = headers['if-none-match'];
  const ifMatch = headers['if-match'];
  if (ifNoneMatch !== undefined && ifMatch !== undefined) throw errors.notImplemented('If-Match together with If-None-Match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw errors.notImplemented(`If-None-Match: ${ifNoneMatch}`);
  if (ifNoneMatch === '*' && object) throw errors.preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (!object) throw errors.noSuchKey(key);
  if (!etagMatches(object.etag, ifMatch)) throw errors.preconditionFailed('If-Match');
}

/** Whether an ETag is in a header's list; quotes are optional, `*` is any. */
export function etagMatches(etag: string, header: string): boolean {
  return header.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '').replaceAll('"', '') === etag);
}

function isBefore(header: string | undefined, seconds: number): boolean {
  const at = secondsOf(header);
  return at !== null && at < seconds;
}

/** HTTP date -> epoch seconds; null for none or one that cannot be read, which S3 ignores. */
function secondsOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const micros = parseDate(header);
  return micros === null ? null : Math.floor(micros / 1_000_000);
}
