import type { RowContent } from '../rds/row-content.ts';
import { expectedRow } from '../rds/expected-row.ts';
import type { Moments, RowWrite } from '../rds/expected-row.ts';
import type { Expectation, IntegrityTally } from '../tally.ts';
import type { SavedItem } from './saved-item.ts';

export interface BucketSides {
  readonly saved: readonly SavedItem[];
  readonly live: readonly SavedItem[];
  /** By name: what the platform wrote since the earlier of R and the manifest, oldest first. */
  readonly writes: ReadonlyMap<string, readonly RowWrite[]>;
}

/** Moments that an expectation depends on, and the one up to which DynamoDB may have deleted what had expired. */
export interface ItemMoments extends Moments {
  readonly nowMicros: number;
}

/** Compares the items of one bucket, name by name; the number of expired ones that came back with an older point. */
export function compareBucket({ saved, live, writes }: BucketSides, moments: ItemMoments, tally: IntegrityTally<RowContent>): number {
  const [was, is] = [byName(saved), byName(live)];
  let cameBack = 0;
  for (const name of [...new Set([...was.keys(), ...is.keys(), ...writes.keys()])].sort()) {
    const [before, now] = [was.get(name) ?? null, is.get(name) ?? null];
    const written = writes.get(name) ?? [];
    const expected = expectedRow(before, written, moments);
    if (expected.atR === null && now !== null && hasExpired(now, moments)) cameBack += 1;
    tally.add(name, withExpiry(expected, { before, now }, moments), now, written.length === 0);
  }
  return cameBack;
}

/**
 * DynamoDB deletes an item some time after it has expired, and no ledger tells when: it may be there or not. What the ledger says was there
 * before has no expiry of its own; that of the key's item in the manifest tells that it is one of those that do.
 */
function withExpiry(expected: Expectation<RowContent>, { before, now }: { readonly before: SavedItem | null; readonly now: SavedItem | null }, moments: ItemMoments): Expectation<RowContent> {
  const { atR } = expected;
  if (atR === null) return now !== null && hasExpired(now, moments) ? { ...expected, alsoRight: [...expected.alsoRight, now] } : expected;
  const known = before !== null && before.sha256 === atR.sha256;
  const mayBeGone = before !== null && before.expires !== null && (!known || hasExpired(before, moments));
  return mayBeGone && now === null ? { ...expected, alsoRight: [...expected.alsoRight, null] } : expected;
}

function hasExpired({ expires }: SavedItem, { nowMicros }: ItemMoments): boolean {
  return expires !== null && expires * 1_000_000 <= nowMicros;
}

function byName(items: readonly SavedItem[]): ReadonlyMap<string, SavedItem> {
  return new Map(items.map((item) => [item.name, item]));
}
