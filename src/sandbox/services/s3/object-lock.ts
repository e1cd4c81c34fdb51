import { dateOfText } from '#kit/dates';
import { isoMicros } from '#kit/time';
import { AwsError } from '../../service.ts';
import type { Call } from '../../service.ts';
import { authorise } from './access.ts';
import type { Bucket } from './bucket.ts';
import { DAY_MICROS } from './dates.ts';
import { errors } from './errors.ts';
import type { S3State } from './state.ts';
import type { Version } from './version-rows.ts';

const MODE = 'x-amz-object-lock-mode';
const UNTIL = 'x-amz-object-lock-retain-until-date';
const HOLD = 'x-amz-object-lock-legal-hold';

/** What a put, a copy or a multipart upload may say about the lock of the new version; kept with it and answered by every GET. */
export const LOCK_HEADERS = [MODE, UNTIL, HOLD] as const;

export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

/** The lock of one version; `untilMicros` is when its retention ends. */
export interface ObjectLock {
  readonly mode: LockMode | null;
  readonly untilMicros: number | null;
  readonly hold: boolean;
}

/** Checks the lock headers of a request: only a bucket with Object Lock takes them, and both halves of a retention belong together. */
export function requireLockHeaders(call: Call, bucket: Bucket, key: string, headers: Readonly<Record<string, string>>): void {
  const { [MODE]: mode, [UNTIL]: until, [HOLD]: hold } = headers;
  if (mode === undefined && until === undefined && hold === undefined) return;
  requireLockBucket(bucket);
  if ((mode === undefined) !== (until === undefined)) throw errors.invalidArgument('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied', mode === undefined ? UNTIL : MODE, mode ?? until ?? '');
  if (mode !== undefined) {
    requireRetention(mode, until ?? '', call.time.nowMicros());
    authorise(call, bucket, 's3:PutObjectRetention', key);
  }
  if (hold !== undefined) {
    if (hold !== 'ON' && hold !== 'OFF') throw errors.invalidArgument('Legal Hold must be either of \'ON\' or \'OFF\'', HOLD, hold);
    authorise(call, bucket, 's3:PutObjectLegalHold', key);
  }
}

/** The retention that a request asks for. Throws InvalidArgument. */
export function requireRetention(mode: unknown, until: string, nowMicros: number): { readonly mode: LockMode; readonly untilMicros: number } {
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw errors.invalidArgument('Unknown wormMode directive.', MODE, String(mode));
  const date = dateOfText(until);
  if (date === null) throw errors.invalidArgument('The retain until date must be provided in ISO 8601 format', UNTIL, until);
  const untilMicros = date.getTime() * 1000;
  if (untilMicros <= nowMicros) throw errors.invalidArgument('The retain until date must be in the future!', UNTIL, until);
  return { mode, untilMicros };
}

export function requireLockBucket(bucket: Bucket): void {
  if (!bucket.settings.objectLock) throw errors.invalidRequest('Bucket is missing Object Lock Configuration');
}

/** Stored headers of a new version with the bucket's default retention, where the request names none. */
export function withDefaultLock(bucket: Bucket, headers: string, madeMicros: number): string {
  const rule = bucket.settings.objectLock?.rule;
  if (!rule || headers.includes(`"${MODE}"`)) return headers;
  return withLock(headers, { ...lockOf(headers), mode: rule.mode, untilMicros: madeMicros + rule.days * DAY_MICROS });
}

/** The lock that stored headers carry. */
export function lockOf(headers: string): ObjectLock {
  if (!headers.includes('"x-amz-object-lock-')) return { mode: null, untilMicros: null, hold: false };
  const { [MODE]: mode, [UNTIL]: until, [HOLD]: hold } = JSON.parse(headers) as Record<string, string>;
  const date = until === undefined ? null : dateOfText(until);
  return { mode: mode === 'GOVERNANCE' || mode === 'COMPLIANCE' ? mode : null, untilMicros: date === null ? null : date.getTime() * 1000, hold: hold === 'ON' };
}

/** Stored headers with another lock. */
export function withLock(headers: string, lock: ObjectLock & { readonly holdSet?: boolean }): string {
  const { [MODE]: _mode, [UNTIL]: _until, [HOLD]: hold, ...rest } = JSON.parse(headers) as Record<string, string>;
  const retention = lock.mode === null || lock.untilMicros === null ? {} : { [MODE]: lock.mode, [UNTIL]: isoMicros(lock.untilMicros).replace(/\d{3}Z$/, 'Z') };
  return JSON.stringify({ ...rest, ...retention, ...(hold !== undefined || lock.hold || lock.holdSet ? { [HOLD]: lock.hold ? 'ON' : 'OFF' } : {}) });
}

/** Whether a version may not be deleted now, whoever asks with a right to bypass governance or without one. */
export function isLocked(row: Version, nowMicros: number): boolean {
  const { untilMicros, hold } = lockOf(row.headers);
  return hold || (untilMicros !== null && untilMicros > nowMicros);
}

/** Refuses to delete a version that is locked: a legal hold and COMPLIANCE for everybody, GOVERNANCE for whoever may not or does not bypass it. */
export function requireUnlocked(call: Call, state: S3State, bucket: Bucket, what: { readonly key: string; readonly versionId: string | undefined; readonly headers: Readonly<Record<string, string>> }): void {
  if (!bucket.settings.objectLock || what.versionId === undefined) return;
  const row = state.versions.byId(bucket.id, what.key, what.versionId);
  if (!row || !isLocked(row, call.time.nowMicros())) return;
  const lock = lockOf(row.headers);
  if (lock.hold || lock.mode !== 'GOVERNANCE' || !bypasses(call, bucket, what.key, what.headers)) throw lockedError();
}

/** Whether the request asks to bypass governance; throws AccessDenied where it may not. */
export function bypasses(call: Call, bucket: Bucket, key: string, headers: Readonly<Record<string, string>>): boolean {
  if (headers['x-amz-bypass-governance-retention']?.toLowerCase() !== 'true') return false;
  authorise(call, bucket, 's3:BypassGovernanceRetention', key);
  return true;
}

export function lockedError(): AwsError {
  return errors.accessDenied('Access Denied because object protected by object lock.');
}
