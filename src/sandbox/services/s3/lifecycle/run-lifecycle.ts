import type { Bucket, LifecycleRule, Tags } from '../bucket.ts';
import { DAY_MICROS, midnightFrom } from '../dates.ts';
import { notify } from '../notify.ts';
import { dropUpload } from '../operations/multipart.ts';
import type { S3State } from '../state.ts';
import type { Version } from '../version-rows.ts';
import { isLocked } from '../object-lock.ts';
import { deleteMarker, dropVersion, writeVersion } from '../write-version.ts';

/** What one run did. */
export interface LifecycleCounts {
  readonly expired: number;
  readonly markersRemoved: number;
  readonly noncurrentRemoved: number;
  readonly uploadsAborted: number;
}

type Deed = { readonly kind: keyof LifecycleCounts; readonly row: Version };

/** Keys per transaction: long enough to be fast, short enough not to hold up other requests. */
const BATCH = 1000;

/** Carries out the lifecycle rules of all buckets as of a moment of drill time. S3 runs them once a day and counts days to the next midnight (UTC). */
export function runLifecycle(state: S3State, atMicros: number): LifecycleCounts {
  const total = { expired: 0, markersRemoved: 0, noncurrentRemoved: 0, uploadsAborted: 0 };
  for (const bucket of state.buckets.all()) {
    const rules = (bucket.settings.lifecycle?.rules ?? []).filter((rule) => rule.enabled);
    if (rules.length === 0) continue;
    for (const deed of carryOut(state, bucket, rules, atMicros)) total[deed] += 1;
  }
  return total;
}

function* carryOut(state: S3State, bucket: Bucket, rules: readonly LifecycleRule[], atMicros: number): Generator<keyof LifecycleCounts, void> {
  const deeds = [...chains(state, bucket, rules)].flatMap((chain) => deedsOf(chain, rules, atMicros));
  for (let at = 0; at < deeds.length; at += BATCH) {
    const batch = deeds.slice(at, at + BATCH);
    state.change(() => {
      for (const deed of batch) perform(state, bucket, deed, atMicros);
    });
    for (const deed of batch) yield deed.kind;
  }
  for (const upload of state.uploads.ofBucket(bucket.id)) {
    if (!rules.some((rule) => rule.abortUploadDays !== null && upload.key.startsWith(rule.prefix) && isDue(upload.initiated, rule.abortUploadDays, atMicros))) continue;
    state.change(() => dropUpload(state, upload));
    yield 'uploadsAborted';
  }
}

/** The version chains of a bucket that rules may touch, newest version first. Where nothing current expires those with more than one live version are enough: most keys have no other. */
function* chains(state: S3State, bucket: Bucket, rules: readonly LifecycleRule[]): Generator<readonly Version[], void> {
  if (rules.some(({ expireDays, expireDateMicros }) => expireDays !== null || expireDateMicros !== null)) return yield* allChains(state, bucket);
  for (const key of state.versions.deepKeys(bucket.id)) yield state.versions.chain(bucket.id, key);
}

function* allChains(state: S3State, bucket: Bucket): Generator<readonly Version[], void> {
  let chain: Version[] = [];
  for (const row of state.versions.scan(bucket.id, { kind: 'from', key: '' })) {
    if (chain[0] && chain[0].key !== row.key) {
      yield chain;
      chain = [];
    }
    chain.push(row);
  }
  if (chain.length > 0) yield chain;
}

function deedsOf(chain: readonly Version[], rules: readonly LifecycleRule[], atMicros: number): readonly Deed[] {
  const [current, ...noncurrent] = chain;
  if (!current) return [];
  const old = noncurrent.filter((row, index) => rules.some((rule) => isOldVersion(rule, row, { since: chain[index]?.modified ?? row.modified, newer: index }, atMicros))).filter((row) => !isLocked(row, atMicros));
  const removals: Deed[] = old.map((row) => ({ kind: 'noncurrentRemoved', row }));
  if (current.marker === 0 && rules.some((rule) => isExpired(rule, current, atMicros))) return [...removals, { kind: 'expired', row: current }];
  if (current.marker === 1 && old.length === noncurrent.length && rules.some((rule) => isSpentMarker(rule, current, atMicros))) return [...removals, { kind: 'markersRemoved', row: current }];
  return removals;
}

function isExpired(rule: LifecycleRule, row: Version, atMicros: number): boolean {
  if (!matches(rule, row)) return false;
  if (rule.expireDateMicros !== null) return rule.expireDateMicros <= atMicros;
  return rule.expireDays !== null && isDue(row.modified, rule.expireDays, atMicros);
}

/** A marker with nothing beneath it goes when a rule says so, or when a rule by age would have expired it. Tag and size filters never match markers. */
function isSpentMarker(rule: LifecycleRule, row: Version, atMicros: number): boolean {
  if (!row.key.startsWith(rule.prefix) || Object.keys(rule.tags).length > 0 || rule.largerThan !== null || rule.smallerThan !== null) return false;
  if (rule.expireMarkers) return true;
  return isExpired(rule, row, atMicros);
}

/** A version is noncurrent since its successor was made; `newer` noncurrent ones are younger. */
function isOldVersion(rule: LifecycleRule, row: Version, at: { readonly since: number; readonly newer: number }, atMicros: number): boolean {
  return rule.noncurrentDays !== null && matches(rule, row) && at.newer >= rule.keepNewer && isDue(at.since, rule.noncurrentDays, atMicros);
}

function matches(rule: LifecycleRule, row: Version): boolean {
  if (!row.key.startsWith(rule.prefix)) return false;
  if (rule.largerThan !== null && row.size <= rule.largerThan) return false;
  if (rule.smallerThan !== null && row.size >= rule.smallerThan) return false;
  const wanted = Object.entries(rule.tags);
  if (wanted.length === 0) return true;
  const tags = row.tags === null ? {} : (JSON.parse(row.tags) as Tags);
  return wanted.every(([key, value]) => tags[key] === value);
}

function isDue(sinceMicros: number, days: number, atMicros: number): boolean {
  return midnightFrom(sinceMicros + days * DAY_MICROS) <= atMicros;
}

function perform(state: S3State, bucket: Bucket, { kind, row }: Deed, atMicros: number): void {
  if (kind === 'expired' && bucket.versioning !== '') {
    writeVersion(state, bucket, deleteMarker(bucket, row.key, atMicros), 's3:LifecycleExpiration:DeleteMarkerCreated');
    return;
  }
  dropVersion(state, row);
  notify(state, bucket, { name: 's3:LifecycleExpiration:Delete', key: row.key, versionId: bucket.versioning === '' ? null : row.version, sizeBytes: null, etag: null, atMicros });
}
