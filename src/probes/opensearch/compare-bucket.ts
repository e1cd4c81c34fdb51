import type { Entry } from '#stores/opensearch/entry-spool';
import { expectedRow } from '../rds/expected-row.ts';
import type { Moments, RowWrite } from '../rds/expected-row.ts';
import type { RowContent } from '../rds/row-content.ts';
import type { IntegrityTally } from '../tally.ts';

export interface BucketSides {
  /** What the manifest has of this bucket, and what is there now. */
  readonly saved: readonly Entry[];
  readonly live: readonly Entry[];
  /** By name: what the platform wrote since the earlier of R and the manifest, oldest first. */
  readonly writes: ReadonlyMap<string, readonly RowWrite[]>;
  /** Documents that had to go back further than the others. */
  readonly behind?: Behind | null;
}

/** Documents held back because another store does not know what they refer to: of them the state at that store's recovered moment is expected. */
export interface Behind {
  readonly names: ReadonlySet<string>;
  readonly rMicros: number;
}

/** Compares one bucket by name. A document that stands in two indices is right once and unexpected the second time. */
export function compareBucket({ saved, live, writes, behind = null }: BucketSides, all: Moments, tally: IntegrityTally<RowContent>): void {
  const momentsOf = (name: string): Moments => (behind?.names.has(name) === true ? { ...all, rMicros: Math.min(all.rMicros, behind.rMicros) } : all);
  const expected = new Map(saved.map((entry) => [entry.name, entry]));
  const seen = new Set<string>();
  for (const entry of live) {
    if (seen.has(entry.name)) {
      tally.add(`${entry.name} (in a second index)`, NEVER, contentOf(entry));
      continue;
    }
    seen.add(entry.name);
    const before = expected.get(entry.name) ?? null;
    const written = writes.get(entry.name);
    if (written === undefined && before?.sha256 === entry.sha256) tally.addEqual(1, entry.sizeBytes);
    else tally.add(entry.name, expectedRow(before === null ? null : contentOf(before), written ?? [], momentsOf(entry.name)), contentOf(entry), written === undefined);
  }
  for (const name of new Set([...expected.keys(), ...writes.keys()])) {
    if (seen.has(name)) continue;
    const before = expected.get(name);
    const written = writes.get(name);
    tally.add(name, expectedRow(before === undefined ? null : contentOf(before), written ?? [], momentsOf(name)), null, written === undefined);
  }
}

const NEVER = { atR: null, alsoRight: [], lastBeforeStrike: undefined, afterStrike: [] };

function contentOf({ sha256, sizeBytes }: Entry): RowContent {
  return { sha256, sizeBytes };
}
