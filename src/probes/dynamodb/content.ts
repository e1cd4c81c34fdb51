import { isAbsolute, join } from 'node:path';
import type { CompareInput, ContentProbe, DrillContext } from '#contract/modules';
import type { IntegrityReading } from '#contract/events';
import { microsOf } from '#kit/time';
import { rowKind } from '../rds/row-content.ts';
import type { RowContent } from '../rds/row-content.ts';
import { IntegrityTally } from '../tally.ts';
import { bucketsOf, GROUPS } from './buckets.ts';
import { compareBucket } from './compare-bucket.ts';
import type { ItemMoments } from './compare-bucket.ts';
import { negativeControl } from './content-control.ts';
import { collectLive } from './collect-live.ts';
import { differing, liveSums } from './live-sums.ts';
import { itemsByBucket, takeManifest } from './manifest.ts';
import { openManifest, savedItems } from './manifest-file.ts';
import type { Manifest } from './manifest-file.ts';
import { writesSince } from './platform-writes.ts';
import type { ItemWrite, WritesByBucket } from './platform-writes.ts';
import type { Spill } from './spill.ts';

/** The items of a table: what it should hold at R and what it really holds, key by key. */
export const dynamodbContent: ContentProbe = { service: 'dynamodb', takeManifest, compare, negativeControl };

const METHOD = 'every item is read by strongly consistent scans; SHA-256 of its canonical form (numbers as DynamoDB holds them equal, sets and attributes in one order) is summed up by bucket of its key, and each item of a bucket that differs is compared with the item at R';
const CANNOT_SEE = 'items that had expired (DynamoDB deletes them by itself: they may be there or not); what indexes hold, which DynamoDB makes from the items; writes that the platform did not note; a table has no snapshot for readers: what is written during the scans is told by the ledger alone';
const NO_WRITES: ReadonlyMap<string, readonly ItemWrite[]> = new Map();

async function compare(context: DrillContext, input: CompareInput): Promise<IntegrityReading> {
  const { manifest: info, binding } = input;
  const manifest = await openManifest(isAbsolute(info.file) ? info.file : join(context.run.folder, info.file), info.sha256);
  const differ = differing(manifest.buckets, await liveSums(context, binding));
  const spill = await collectLive(context, binding, { buckets: differ, timeToLive: manifest.timeToLive });
  try {
    // Read after the scans: what the platform writes from now on is in none of them.
    const writes = await writesSince(input, manifest.key);
    const moments = { rMicros: microsOf(input.r), struckMicros: microsOf(input.struckAt), nowMicros: context.clock.nowMicros(), timeToLive: manifest.timeToLive !== null };
    const tally = new IntegrityTally<RowContent>(rowKind);
    let cameBack = 0;
    for (let group = 0; group < GROUPS; group += 1) {
      context.signal.throwIfAborted();
      cameBack += compareGroup({ manifest, differ, spill, writes, moments, tally }, group);
    }
    return readingOf(tally, input.r, cameBack);
  } finally {
    spill.close();
  }
}

interface Comparison {
  readonly manifest: Manifest;
  readonly differ: ReadonlySet<number>;
  readonly spill: Spill;
  readonly writes: WritesByBucket;
  readonly moments: ItemMoments;
  readonly tally: IntegrityTally<RowContent>;
}

function compareGroup({ manifest, differ, spill, writes, moments, tally }: Comparison, group: number): number {
  const live = itemsByBucket(spill.lines(group));
  let cameBack = 0;
  for (const bucket of bucketsOf(group)) {
    const saved = manifest.buckets.get(bucket);
    const written = writes.get(bucket);
    if (!differ.has(bucket) && written === undefined) {
      if (saved !== undefined) tally.addEqual(saved.items, saved.bytes);
      continue;
    }
    const items = savedItems(manifest, bucket);
    // Equal sums of equally many: what is there is what the manifest has.
    cameBack += compareBucket({ saved: items, live: differ.has(bucket) ? (live.get(bucket) ?? []) : items, writes: written ?? NO_WRITES }, moments, tally);
  }
  return cameBack;
}

function readingOf(tally: IntegrityTally<RowContent>, comparedAt: string, cameBack: number): IntegrityReading {
  const { expected, recovered, missing, unexpected, different, lostWrites, bytes, samples } = tally;
  const frozenShare = expected === 0 ? null : tally.unchanged / expected;
  const expired = cameBack === 0 ? '' : `; ${cameBack} items that had expired came back with the point, and DynamoDB deletes them again`;
  return { method: `${METHOD}${expired}`, strength: 'full-hash', comparedAt, expected, recovered, missing, unexpected, different, lostWrites, bytes, frozenShare, samples, complete: tally.unread === 0, cannotSee: CANNOT_SEE };
}
