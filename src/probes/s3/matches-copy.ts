import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { microsOf } from '#kit/time';
import { copyOf } from '#stores/s3/copy-of';
import { COPY_LOG_PREFIX } from '#stores/s3/copy-log';
import { mergeSorted } from '#stores/s3/merge-sorted';
import { readCopyLogs } from '#stores/s3/read-copy-logs';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { sameBytes } from '#stores/s3/same-bytes';
import { aliveAt, aliveNow, goneSince, historyByKey, markersToRemove } from '#stores/s3/version-history';
import type { KeyHistory } from '#stores/s3/version-history';
import { withStore } from '#stores/s3/with-s3';

const args = z.strictObject({
  store: z.string(),
  /** ISO moment at which the copy is taken as right: the completion of the copy that was restored. */
  asOf: z.string(),
  from: z.string().optional(),
  /** `bytes`: the copy's version must be back. `names`: an object of that name must be there, as after an undelete, where newer versions are right. */
  compare: z.enum(['bytes', 'names']).default('bytes'),
  /** How many objects the restore left alone because a user had written a newer version by then. */
  newer: z.number().int().nonnegative().default(0),
});
type Args = z.output<typeof args>;

/** What people check before they let users in: every object of the copy is back, with the same size and ETag. */
export const matchesCopy: ProbeModule<Args> = { id: 's3.matches-copy', with: args, run: (context, input) => look(context, input, false), negativeControl };

/** The copy with one object that nobody ever wrote: a check that does not miss it looks at nothing. */
async function negativeControl(context: DrillContext, given: Args): Promise<ProbeReading> {
  const backup = copyOf(context.store(given.store));
  const { copies } = await withStore(context.targets.access('drill-observer-backup', backup.region), (s3) => readCopyLogs(s3, backup.resource, backup.log));
  const newest = copies.filter(({ log }) => log.status === 'completed').at(-1);
  return look(context, args.parse({ ...given, asOf: newest?.log.completedAt ?? context.clock.nowIso() }), true);
}

async function look(context: DrillContext, input: Args, spoil: boolean): Promise<ProbeReading> {
  const backup = copyOf(context.store(input.store));
  const target = spoil ? context.binding(input.store) : context.candidate(input.store);
  const copyBucket = spoil ? backup.resource : (input.from ?? backup.resource);
  const sinceMicros = spoil || context.struckAt === null ? Number.POSITIVE_INFINITY : microsOf(context.struckAt);
  const found = { right: 0, missing: 0, different: 0, sample: '' };
  return withStore(context.targets.access('drill-observer-backup', backup.region), (theirs) => withStore(context.targets.access('drill-observer', target.region), async (ours) => {
    const copy = aliveInCopy({ store: theirs, bucket: copyBucket, atMicros: microsOf(input.asOf), spoil });
    const live = historyByKey(ours.listVersions(target.resource, { signal: context.signal }));
    for await (const { key, left, right } of mergeSorted(copy, live)) {
      if (left === null) continue;
      const state = input.compare === 'names' ? stateOfName(right, sinceMicros) : stateOfBytes(left, right);
      found[state] += 1;
      if (state !== 'right' && found.sample === '') found.sample = `${JSON.stringify(key)} is ${state}`;
    }
    const detail = `${found.right} of ${found.right + found.missing + found.different} objects of ${copyBucket} as of ${input.asOf} are in ${target.resource}; ${found.missing} missing, ${found.different} different${found.sample === '' ? '' : `, first: ${found.sample}`}`;
    return { result: found.missing === 0 && found.different <= input.newer ? 'pass' : 'fail', detail, data: found };
  }));
}

/** A version with the copy's bytes must be there; a newer write or deletion by a user may lie on top of it. */
function stateOfBytes(copy: VersionEntry, live: KeyHistory | null): 'right' | 'missing' | 'different' {
  if (live === null || live.versions.every(({ marker }) => marker)) return 'missing';
  return live.versions.some((version) => !version.marker && sameBytes(version, copy)) ? 'right' : 'different';
}

/** The object must be there, unless its user had deleted it before the incident. */
function stateOfName(live: KeyHistory | null, sinceMicros: number): 'right' | 'missing' {
  return live !== null && (aliveNow(live) !== null || !goneSince(live, sinceMicros)) && !deletedSince(live, sinceMicros) ? 'right' : 'missing';
}

function deletedSince(live: KeyHistory, sinceMicros: number): boolean {
  return markersToRemove(live, sinceMicros).length > 0;
}

async function* aliveInCopy({ store, bucket, atMicros, spoil }: { store: S3Store; bucket: string; atMicros: number; spoil: boolean }): AsyncGenerator<VersionEntry> {
  for await (const history of historyByKey(store.listVersions(bucket))) {
    const alive = history.key.startsWith(COPY_LOG_PREFIX) ? null : aliveAt(history, atMicros);
    if (alive !== null) yield alive;
  }
  if (spoil) yield { key: '\u{10FFFD}redrill-negative-control', versionId: '', isLatest: true, marker: false, lastModified: '', etag: '"0"', sizeBytes: 1 };
}
