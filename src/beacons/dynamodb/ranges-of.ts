import type { SeriesRanges } from '#contract/events';

/** Numbers of each series, in any order, as inclusive ranges. */
export function rangesOf(numbers: ReadonlyMap<string, readonly number[]>): readonly SeriesRanges[] {
  return [...numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([series, found]) => ({ series, ranges: joined(found) }));
}

function joined(found: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const seq of [...found].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && seq <= last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
