import type { RowContent } from '../rds/row-content.ts';
import { expectedRow } from '../rds/expected-row.ts';
import type { Moments } from '../rds/expected-row.ts';
import type { Expectation, IntegrityTally } from '../tally.ts';
import type { ItemWrite } from './platform-writes.ts';
import type { SavedItem } from './saved-item.ts';

export interface BucketSides {
  readonly saved: readonly SavedItem[];
  readonly live: readonly SavedItem[];
  /** By name: what the platform wrote since the earlier of R and the manifest, oldest first. */
  readonly writes: ReadonlyMap<string, readonly ItemWrite[]>;
}

/** Moments that an expectation depends on, and the one up to which DynamoDB may have deleted what had expired. */
export interface ItemMoments extends Moments {
  readonly nowMicros: number;
  /** Whether items of the table expired when the manifest was taken. */
  readonly timeToLive: boolean;
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
    const right = withExpiry(expected, { before, now, written }, moments);
    if (right === null) tally.addUnread(name, 'it is gone, and nobody says whether its version at R had expired');
    else tally.add(name, right, now, written.length === 0);
  }
  return cameBack;
}

interface Sides {
  readonly before: SavedItem | null;
  readonly now: SavedItem | null;
  readonly written: readonly ItemWrite[];
}

/**
 * DynamoDB deletes an item some time after it has expired, and no ledger tells when: one whose version at R has expired may be there or not. Null
 * where an item is gone that may or may not have expired by then, because nobody says so of that version: it is neither lost nor well.
 */
function withExpiry(expected: Expectation<RowContent>, sides: Sides, moments: ItemMoments): Expectation<RowContent> | null {
  const { atR, alsoRight } = expected;
  const { before, now, written } = sides;
  const allowed = (state: RowContent | null): Expectation<RowContent> => ({ ...expected, alsoRight: [...alsoRight, state] });
  if (atR === null) return now !== null && hasExpired(now, moments) ? allowed(now) : expected;
  if (now !== null || alsoRight.includes(null)) return expected;
  const last = written.at(-1);
  // Written to what came back, it may have expired since.
  if (last !== undefined && last.atMicros > moments.struckMicros && last.expires !== undefined && hasExpired(last, moments)) return allowed(null);
  const expires = expiryOf(atR, before, written);
  if (expires !== undefined) return hasExpired({ expires }, moments) ? allowed(null) : expected;
  // What never expires in the manifest is of a kind that does not.
  return moments.timeToLive && before?.expires !== null ? null : expected;
}

/** When the version of an item that was there at R expires: as the manifest has it, or as a write tells that found or left it. Undefined where neither does. */
function expiryOf({ sha256 }: RowContent, before: SavedItem | null, written: readonly ItemWrite[]): number | null | undefined {
  if (before?.sha256 === sha256) return before.expires;
  const told = written.flatMap((write) => [write.before?.sha256 === sha256 ? write.expiresBefore : undefined, write.after?.sha256 === sha256 ? write.expires : undefined]);
  return told.find((expires) => expires !== undefined);
}

function hasExpired({ expires = null }: { readonly expires?: number | null | undefined }, { nowMicros }: ItemMoments): boolean {
  return expires !== null && expires * 1_000_000 <= nowMicros;
}

function byName(items: readonly SavedItem[]): ReadonlyMap<string, SavedItem> {
  return new Map(items.map((item) => [item.name, item]));
}
