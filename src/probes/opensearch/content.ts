import type { Binding, CompareInput, ContentProbe, DrillContext, ManifestInfo } from '#contract/modules';
import type { IntegrityReading } from '#contract/events';
import { isoMicros, microsOf } from '#kit/time';
import { withDomain } from '#stores/opensearch/domain';
import { EntrySpool } from '#stores/opensearch/entry-spool';
import type { Entry } from '#stores/opensearch/entry-spool';
import { heldBackIn } from '#stores/opensearch/held-back';
import { indexEntries } from '#stores/opensearch/index-entries';
import { isAbsent } from '#stores/opensearch/search-error';
import { rowKind } from '../rds/row-content.ts';
import type { RowContent } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { compareBucket } from './compare-bucket.ts';
import type { Behind } from './compare-bucket.ts';
import { manifestBuckets, takeManifest } from './manifest.ts';
import { writesSince } from './platform-writes.ts';

/** The content of a search domain: what it should hold at R, and what it really holds, document by document. */
export const opensearchContent: ContentProbe = { service: 'opensearch', takeManifest, compare, negativeControl };

const METHOD = 'every document of every index is read; SHA-256 of its source with sorted fields, by index name and id, is compared with the document at R';
const CANNOT_SEE = 'how a document was analysed (its mapping is compared, its terms are not); the order of fields and the way a number is written; versions and routing of documents; writes that the platform did not note';

async function compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading> {
  const tally = new IntegrityTally<RowContent>(rowKind);
  const moments = { rMicros: microsOf(input.r), struckMicros: microsOf(input.struckAt) };
  using live = await liveEntries(context, input.binding);
  // Read after the scan: what the platform writes from now on is not in it.
  const behind = behindOf(context, input);
  const writes = await writesSince(input, behind);
  let bucket = 0;
  for await (const saved of manifestBuckets(context, input.manifest)) {
    compareBucket({ saved, live: live.bucket(bucket), writes: writes[bucket] ?? new Map(), behind }, moments, tally);
    bucket += 1;
  }
  const reading = readingOf(tally, input.r);
  return behind === null ? reading : { ...reading, method: `${reading.method}; ${behind.names.size} documents were held back because ${behind.store} does not know what they refer to: of them the state at its recovered moment ${isoMicros(behind.rMicros)} is expected, and what was written since is lost with it` };
}

/** The step says which documents it held back; what is expected of them is told by the other store's recovered moment and the platform's own ledger. */
function behindOf(context: DrillContext, { binding, moments }: CompareInput): (Behind & { readonly store: string }) | null {
  const held = heldBackIn(context.effects(), binding.store);
  const r = held === null ? undefined : moments?.get(held.database);
  return held === null || r === undefined ? null : { store: held.database, names: held.names, rMicros: microsOf(r) };
}

/** No domain and no index is no error: then everything that was expected is missing, which is the truth. */
async function liveEntries(context: DrillContext, { resource, region }: Binding): Promise<EntrySpool> {
  try {
    return await withDomain(context.targets.access('drill-observer', region), resource, (client) => indexEntries(client, { signal: context.signal }));
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return new EntrySpool();
  }
}

function readingOf(tally: IntegrityTally<RowContent>, comparedAt: string): IntegrityReading {
  const { expected, recovered, missing, unexpected, different, lostWrites, bytes, samples } = tally;
  const frozenShare = expected === 0 ? null : tally.unchanged / expected;
  return { method: METHOD, strength: 'full-hash', comparedAt, expected, recovered, missing, unexpected, different, lostWrites, bytes, frozenShare, samples, complete: tally.unread === 0, cannotSee: CANNOT_SEE };
}

const AT_THE_END = { rMicros: Number.MAX_SAFE_INTEGER, struckMicros: Number.MAX_SAFE_INTEGER };
const NEVER_MADE: Entry = { name: 'datasets/\u{10FFFD}redrill-negative-control', rank: 0, sha256: '0'.repeat(64), sizeBytes: 1 };

/** The same comparison on an expectation with one document added, one digest flipped and one document left out: all three must be seen. */
async function negativeControl(context: DrillContext, binding: Binding, manifest: ManifestInfo): Promise<{ readonly saidYes: boolean; readonly detail: string }> {
  const tally = new IntegrityTally<RowContent>(rowKind);
  using live = await liveEntries(context, binding);
  let [bucket, shown] = [0, 0];
  for await (const saved of manifestBuckets(context, manifest)) {
    shown = Math.max(shown, saved.length);
    if (saved.length > 0 && (tally.different === 0 || tally.unexpected === 0)) compareBucket({ saved: spoiled(saved), live: live.bucket(bucket), writes: new Map() }, AT_THE_END, tally);
    bucket += 1;
  }
  if (shown === 0) compareBucket({ saved: [NEVER_MADE], live: [], writes: new Map() }, AT_THE_END, tally);
  const noticed = tally.missing > 0 && (shown === 0 || tally.different > 0) && (shown < 2 || tally.unexpected > 0);
  return { saidYes: !noticed, detail: `of an expectation with one document too many, one digest flipped and one document left out it reported ${tally.missing} missing, ${tally.different} different and ${tally.unexpected} unexpected` };
}

function spoiled(entries: readonly Entry[]): readonly Entry[] {
  return [...entries.filter((_, i) => i !== 1).map((entry, i) => (i === 0 ? { ...entry, sha256: flip(entry.sha256) } : entry)), NEVER_MADE];
}

function flip(digest: string): string {
  return (digest.startsWith('0') ? '1' : '0') + digest.slice(1);
}
