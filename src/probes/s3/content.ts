import type { Binding, CompareInput, ContentProbe, DrillContext, ManifestInfo, PlatformWrite } from '#contract/modules';
import type { IntegrityReading } from '#contract/events';
import { microsOf } from '#kit/time';
import { awsCode } from '#stores/s3/aws-code';
import { REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import { mergeSorted } from '#stores/s3/merge-sorted';
import { compareUtf8 } from '#stores/s3/utf8-order';
import type { S3Store, VersionEntry } from '#stores/s3/s3-store';
import { withStore } from '#stores/s3/with-s3';
import { expectationOf } from './expectation.ts';
import type { ManifestLine, Moment } from './manifest-line.ts';
import { readManifest, takeManifest } from './manifest.ts';
import { readInFull } from './read-live.ts';
import type { Read } from './read-live.ts';
import { Tally } from './tally.ts';

/** The content of a bucket: what it should hold at R, and what it really holds, byte by byte. */
export const s3Content: ContentProbe = { service: 's3', takeManifest, compare, negativeControl };

const METHOD = 'every object is read in full; SHA-256, size, metadata and tags are compared with the version that was current at R';
const CANNOT_SEE = 'whether older versions behind the current ones came back; access control lists; tags and metadata of objects written after the manifest (their bytes are compared)';

async function compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading> {
  const { binding, manifest } = input;
  const since = await writesSince(input);
  const tally = new Tally();
  await withStore(context.targets.access('drill-observer', binding.region), async (store) => {
    const live = readInFull(store, binding.resource, currentObjects(context, store, binding.resource), context.signal);
    const expected = withWrites(readManifest(context, manifest), since);
    await compareStreams({ expected, live: keyed(live), rMicros: microsOf(input.r), struckMicros: microsOf(input.struckAt), changed: since, tally });
  });
  return readingOf(tally, input.r);
}

interface Streams {
  readonly expected: AsyncIterable<ManifestLine>;
  readonly live: AsyncIterable<Read & { readonly key: string }>;
  readonly rMicros: number;
  readonly struckMicros: number;
  /** Keys that the platform wrote after the manifest. */
  readonly changed: ReadonlyMap<string, readonly Moment[]>;
  readonly tally: Tally;
}

/** Both streams are in key order: memory does not grow with their length. */
async function compareStreams({ expected, live, rMicros, struckMicros, changed, tally }: Streams): Promise<void> {
  for await (const { key, left, right } of mergeSorted(expected, live)) {
    const expectation = expectationOf(left?.history ?? [], rMicros, struckMicros);
    if (right !== null && right.content === null && right.code !== 's3.NoSuchKey') tally.addUnread(key, right.code ?? 'unknown');
    else tally.add(key, expectation, right?.content ?? null, !changed.has(key));
  }
}

function readingOf(tally: Tally, comparedAt: string): IntegrityReading {
  const { expected, recovered, missing, unexpected, different, lostWrites, bytes, samples } = tally;
  const frozenShare = expected === 0 ? null : tally.unchanged / expected;
  return { method: METHOD, strength: 'full-hash', comparedAt, expected, recovered, missing, unexpected, different, lostWrites, bytes, frozenShare, samples, complete: tally.unread === 0, cannotSee: CANNOT_SEE };
}

const CONTROL_KEYS = 40;
const NEVER_WRITTEN = '\u{10FFFD}redrill-negative-control';
/** Well before any R: next to R either state would be right. */
const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** The same comparison on an expectation with one name added, one digest flipped and one object left out: all three must be seen. */
async function negativeControl(context: DrillContext, binding: Binding, manifest: ManifestInfo): Promise<{ readonly saidYes: boolean; readonly detail: string }> {
  const lines = await firstAlive(readManifest(context, manifest), CONTROL_KEYS);
  const tally = new Tally();
  const now = context.clock.nowMicros();
  await withStore(context.targets.access('drill-observer', binding.region), async (store) => {
    const live = readInFull(store, binding.resource, namesOf(lines), context.signal);
    await compareStreams({ expected: spoiled(lines), live: keyed(live), rMicros: now, struckMicros: now, changed: new Map(), tally });
  });
  const noticed = tally.missing > 0 && (lines.length === 0 || tally.different > 0) && (lines.length < 2 || tally.unexpected > 0);
  return { saidYes: !noticed, detail: `of an expectation with one name too many and one digest flipped over ${lines.length} objects, one of them left out, it reported ${tally.missing} missing, ${tally.different} different and ${tally.unexpected} unexpected` };
}

async function firstAlive(lines: AsyncIterable<ManifestLine>, count: number): Promise<readonly ManifestLine[]> {
  const found: ManifestLine[] = [];
  for await (const line of lines) {
    if (line.history[0]?.content != null) found.push(line);
    if (found.length >= count) break;
  }
  return found;
}

async function* spoiled(lines: readonly ManifestLine[]): AsyncGenerator<ManifestLine> {
  for (const [i, line] of lines.entries()) {
    if (i === 1) continue;
    yield i === 0 ? { key: line.key, history: line.history.map((moment) => ({ at: moment.at, content: moment.content && { ...moment.content, sha256: flip(moment.content.sha256) } })) } : line;
  }
  yield { key: NEVER_WRITTEN, history: [{ at: LONG_AGO, content: { sha256: '0'.repeat(64), size: 1, meta: null, tags: null } }] };
}

function flip(digest: string): string {
  return (digest.startsWith('0') ? '1' : '0') + digest.slice(1);
}

async function* namesOf(lines: readonly ManifestLine[]): AsyncGenerator<VersionEntry> {
  for (const { key, history } of lines) yield { key, versionId: '', isLatest: true, marker: false, lastModified: history[0]?.at ?? '', etag: null, sizeBytes: history[0]?.content?.size ?? 0 };
}

/** What the platform wrote after the manifest's moment, newest first per key. Its size follows those writes, not the store's. */
async function writesSince({ binding, manifest, writes }: CompareInput): Promise<ReadonlyMap<string, readonly Moment[]>> {
  const since = microsOf(manifest.frozenAt);
  const byKey = new Map<string, Moment[]>();
  for await (const write of writes) {
    if (write.store !== binding.store || microsOf(write.at) <= since) continue;
    byKey.set(write.name, [momentOf(write), ...(byKey.get(write.name) ?? [])]);
  }
  return byKey;
}

function momentOf(write: PlatformWrite): Moment {
  return { at: write.at, content: write.op === 'delete' ? null : { sha256: write.sha256 ?? '', size: write.sizeBytes ?? 0, meta: null, tags: null } };
}

async function* withWrites(lines: AsyncIterable<ManifestLine>, since: ReadonlyMap<string, readonly Moment[]>): AsyncGenerator<ManifestLine> {
  async function* written(): AsyncGenerator<ManifestLine> {
    for (const key of [...since.keys()].sort(compareUtf8)) yield { key, history: since.get(key) ?? [] };
  }
  for await (const { key, left, right } of mergeSorted(lines, written())) {
    const history = [...(right?.history ?? []), ...(left?.history ?? [])];
    yield { key, history: left !== null && right !== null ? history.sort((a, b) => microsOf(b.at) - microsOf(a.at)) : history };
  }
}

async function* currentObjects(context: DrillContext, store: S3Store, bucket: string): AsyncGenerator<VersionEntry> {
  try {
    for await (const page of store.listObjects(bucket, { signal: context.signal })) {
      for (const entry of page) if (!entry.key.startsWith(REDRILL_PREFIX)) yield entry;
    }
  } catch (error) {
    // No bucket, no objects: everything expected is then counted as missing, which is the truth.
    if (awsCode(error) !== 'NoSuchBucket') throw error;
  }
}

async function* keyed(reads: AsyncIterable<Read>): AsyncGenerator<Read & { readonly key: string }> {
  for await (const read of reads) yield { ...read, key: read.entry.key };
}
