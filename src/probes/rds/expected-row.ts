import type { Expectation } from '../tally.ts';
import type { RowContent } from './row-content.ts';

/** A write of the platform to one key, as its ledger tells it. */
export interface RowWrite {
  readonly atMicros: number;
  /** Null: the row was deleted. */
  readonly after: RowContent | null;
  /** What was there before; undefined where the ledger does not say. */
  readonly before: RowContent | null | undefined;
}

export interface Moments {
  readonly rMicros: number;
  readonly struckMicros: number;
}

/** A restore to a moment counts in whole milliseconds, so a commit that close before R may lie on either side of it. */
const RESOLUTION_MICROS = 1000;

/**
 * expected(R) of one key: what the first write after R found there, else what the newest write at or before R left, else the manifest's row.
 * `writes`: those after the earlier of R and the manifest's moment, oldest first.
 */
export function expectedRow(saved: RowContent | null, writes: readonly RowWrite[], { rMicros, struckMicros }: Moments): Expectation<RowContent> {
  const later = writes.filter(({ atMicros }) => atMicros > rMicros);
  const near = writes.find(({ atMicros }) => atMicros > rMicros - RESOLUTION_MICROS && atMicros <= rMicros);
  const beforeStrike = later.findLast(({ atMicros }) => atMicros <= struckMicros);
  return {
    atR: stateAt(saved, writes, rMicros),
    alsoRight: [
      ...later.flatMap(({ after, before }) => (before === undefined ? [after] : [before, after])),
      ...(near === undefined ? [] : [stateAt(saved, writes, near.atMicros - 1)]),
    ],
    lastBeforeStrike: beforeStrike?.after,
    afterStrike: later.filter(({ atMicros }) => atMicros > struckMicros).map(({ after }) => after),
  };
}

function stateAt(saved: RowContent | null, writes: readonly RowWrite[], micros: number): RowContent | null {
  const next = writes.find(({ atMicros }) => atMicros > micros);
  if (next?.before !== undefined) return next.before;
  const last = writes.findLast(({ atMicros }) => atMicros <= micros);
  return last === undefined ? saved : last.after;
}
