import { mergeSorted } from '#stores/s3/merge-sorted';
import { parseRowName, rowName } from '#stores/rds/row-digest';
import { sortKey } from '#stores/rds/sort-key';
import type { DigestedRow } from '#stores/rds/sorted-rows';
import type { KeyColumn } from '#stores/rds/user-tables';
import type { IntegrityTally } from '../tally.ts';
import { expectedRow } from './expected-row.ts';
import type { Moments, RowWrite } from './expected-row.ts';
import type { RowContent } from './row-content.ts';

export interface TableSides {
  readonly name: string;
  readonly key: readonly Pick<KeyColumn, 'kind'>[];
  /** Rows of the manifest and rows that are there, both in key order. */
  readonly saved: AsyncIterable<readonly DigestedRow[]>;
  readonly live: AsyncIterable<readonly DigestedRow[]>;
  /** By name of the row: what the platform wrote since the earlier of R and the manifest, oldest first. */
  readonly writes: ReadonlyMap<string, readonly RowWrite[]>;
}

/** Walks both sides of one table and counts; memory is a page of each side and what the platform wrote. */
export async function compareTable({ name, key, saved, live, writes }: TableSides, moments: Moments, tally: IntegrityTally<RowContent>): Promise<void> {
  const waiting = new Map([...writes].map(([row, list]) => [sortKey(key, parseRowName(row)?.key ?? []), { row, list }]));
  for await (const { key: at, left, right } of mergeSorted(saved, live)) {
    const written = waiting.size === 0 ? undefined : waiting.get(at);
    if (written === undefined && left !== null && left.sha256 === right?.sha256) {
      tally.addEqual(1, right.sizeBytes);
      continue;
    }
    waiting.delete(at);
    tally.add(rowName(name, (left ?? right)?.values ?? []), expectedRow(left, written?.list ?? [], moments), right, written === undefined);
  }
  // neither in the manifest nor there now: made, or made and deleted, in between
  for (const { row, list } of waiting.values()) tally.add(row, expectedRow(null, list, moments), null);
}
