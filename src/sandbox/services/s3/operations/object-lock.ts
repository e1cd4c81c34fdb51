import { dateOfMicros, isDate } from '#kit/dates';
import type { Call, Operation } from '../../../service.ts';
import { authorise, requireBucket } from '../access.ts';
import type { Bucket, BucketSettings } from '../bucket.ts';
import { errors } from '../errors.ts';
import { bypasses, lockOf, lockedError, requireLockBucket, requireRetention, withLock } from '../object-lock.ts';
import { requireVersion } from '../read-version.ts';
import { headersOf, text } from '../request.ts';
import type { S3State } from '../state.ts';
import { stateOf } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { allowedBucket, reading } from './bucket-settings.ts';

type Input = Readonly<Record<string, unknown>>;

/** Object Lock of buckets and versions: retention in two modes, and legal hold (S3 user guide, "Locking objects with Object Lock"). */
export const objectLock: Readonly<Record<string, Operation>> = {
  GetObjectLockConfiguration: reading('s3:GetBucketObjectLockConfiguration', (bucket) => {
    const { objectLock: lock } = bucket.settings;
    if (!lock) throw errors.absent('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket', bucket.name);
    return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(lock.rule === null ? {} : { Rule: { DefaultRetention: { Mode: lock.rule.mode, ...lock.rule.sent } } }) } };
  }),
  PutObjectLockConfiguration: (call, input) => {
    const { state, bucket } = allowedBucket(call, input, 's3:PutBucketObjectLockConfiguration');
    if (bucket.versioning !== 'Enabled') throw errors.invalidBucketState('Versioning must be \'Enabled\' on the bucket to apply a Object Lock configuration');
    const settings = { objectLock: { rule: requireRule(input['ObjectLockConfiguration'] as Input | undefined) } };
    state.changeBuckets(() => state.buckets.update(bucket, { settings }));
  },
  GetObjectRetention: (call, input) => {
    const { row } = versionOf(call, input, 's3:GetObjectRetention');
    const { mode, untilMicros } = lockOf(row.headers);
    if (mode === null || untilMicros === null) throw noLock();
    return { Retention: { Mode: mode, RetainUntilDate: dateOfMicros(untilMicros) } };
  },
  PutObjectRetention: putRetention,
  GetObjectLegalHold: (call, input) => {
    const { row } = versionOf(call, input, 's3:GetObjectLegalHold');
    if (!row.headers.includes('"x-amz-object-lock-legal-hold"')) throw noLock();
    return { LegalHold: { Status: lockOf(row.headers).hold ? 'ON' : 'OFF' } };
  },
  PutObjectLegalHold: (call, input) => {
    const { state, row } = versionOf(call, input, 's3:PutObjectLegalHold');
    const status = ((input['LegalHold'] ?? {}) as { readonly Status?: unknown }).Status;
    if (status !== 'ON' && status !== 'OFF') throw errors.malformedXml();
    state.change(() => state.versions.setHeaders(row, withLock(row.headers, { ...lockOf(row.headers), hold: status === 'ON', holdSet: true })));
    return {};
  },
};

/** A retention may always be made longer; COMPLIANCE is never made weaker, GOVERNANCE only by who may bypass it. */
function putRetention(call: Call, input: Input): object {
  const { state, bucket, row } = versionOf(call, input, 's3:PutObjectRetention');
  const wanted = (input['Retention'] ?? {}) as { readonly Mode?: unknown; readonly RetainUntilDate?: unknown };
  const clears = wanted.Mode === undefined && wanted.RetainUntilDate === undefined;
  if (!clears && (wanted.Mode === undefined || wanted.RetainUntilDate === undefined)) throw errors.malformedXml();
  const now = call.time.nowMicros();
  const next = clears ? { mode: null, untilMicros: null } : requireRetention(wanted.Mode, isDate(wanted.RetainUntilDate) ? wanted.RetainUntilDate.toISOString() : String(wanted.RetainUntilDate), now);
  const lock = lockOf(row.headers);
  const inForce = lock.untilMicros !== null && lock.untilMicros > now;
  const weaker = inForce && (next.untilMicros === null || next.untilMicros < (lock.untilMicros ?? 0) || next.mode !== lock.mode);
  if (weaker && (lock.mode === 'COMPLIANCE' || !bypasses(call, bucket, row.key, headersOf(call)))) throw lockedError();
  state.change(() => state.versions.setHeaders(row, withLock(row.headers, { ...lock, ...next })));
  return {};
}

function versionOf(call: Call, input: Input, action: string): { readonly state: S3State; readonly bucket: Bucket; readonly row: Version } {
  const state = stateOf(call.catalogue);
  const bucket = requireBucket(call, state, text(input, 'Bucket') ?? '');
  const key = text(input, 'Key') ?? '';
  authorise(call, bucket, action, key);
  requireLockBucket(bucket);
  return { state, bucket, row: requireVersion(call, state, { bucket, key, versionId: text(input, 'VersionId') }, { current: action, version: action }) };
}

function requireRule(configuration: Input | undefined): NonNullable<BucketSettings['objectLock']>['rule'] {
  if (configuration?.['ObjectLockEnabled'] !== 'Enabled') throw errors.malformedXml();
  const rule = configuration['Rule'] as { readonly DefaultRetention?: { readonly Mode?: unknown; readonly Days?: number; readonly Years?: number } } | undefined;
  if (rule === undefined) return null;
  const { Mode: mode, Days, Years } = rule.DefaultRetention ?? {};
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || (Days === undefined) === (Years === undefined)) throw errors.malformedXml();
  const days = Days ?? (Years ?? 0) * 365;
  if (!Number.isInteger(days) || days < 1) throw errors.invalidArgument('Default retention period must be a positive integer value.');
  if (days > 36_500) throw errors.invalidArgument('Default retention period too large');
  return { mode, days, sent: Days === undefined ? { Years: Years ?? 0 } : { Days } };
}

function noLock(): Error {
  return errors.absent('NoSuchObjectLockConfiguration', 'The specified object does not have a ObjectLock configuration', '');
}
