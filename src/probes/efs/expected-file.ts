import type { Expectation } from '../tally.ts';
import type { TreeContent } from './tree-content.ts';

/** A write of the platform to one path, as its ledger tells it. */
export interface FileWrite {
  readonly atMicros: number;
  /** Null: it was deleted. */
  readonly after: TreeContent | null;
  /** What was there before; undefined where the ledger does not say. */
  readonly before: TreeContent | null | undefined;
}

export interface Moments {
  readonly rMicros: number;
  readonly struckMicros: number;
}

/** A ledger notes a write after the file system took it, a mark likewise: so close before R it may lie on either side of it. */
const RESOLUTION_MICROS = 1_000_000;

/**
 * expected(R) of one path: what the first write after R found there, else what the newest write at or before R left, else the manifest's.
 * `writes`: those after the earlier of R and the manifest's moment, oldest first.
 */
export function expectedFile(saved: TreeContent | null, writes: readonly FileWrite[], { rMicros, struckMicros }: Moments): Expectation<TreeContent> {
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

function stateAt(saved: TreeContent | null, writes: readonly FileWrite[], micros: number): TreeContent | null {
  const next = writes.find(({ atMicros }) => atMicros > micros);
  if (next?.before !== undefined) return next.before;
  const last = writes.findLast(({ atMicros }) => atMicros <= micros);
  return last === undefined ? saved : last.after;
}
