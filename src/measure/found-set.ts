import type { SeriesRanges } from '#contract/events';

/** Answers "was this beacon found?" from inclusive ranges, by binary search. */
export class FoundSet {
  private readonly bySeries = new Map<string, (readonly [number, number])[]>();

  constructor(found: readonly SeriesRanges[]) {
    for (const { series, ranges } of found) this.bySeries.set(series, [...(this.bySeries.get(series) ?? []), ...ranges]);
    for (const [series, ranges] of this.bySeries) this.bySeries.set(series, merge(ranges));
  }

  has(series: string, seq: number): boolean {
    const ranges = this.bySeries.get(series);
    if (!ranges) return false;
    let low = 0;
    let high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = ranges[middle];
      if (!range || seq < range[0]) high = middle - 1;
      else if (seq > range[1]) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** How many numbers of a series were found. */
  count(series: string): number {
    return (this.bySeries.get(series) ?? []).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  seriesNames(): readonly string[] {
    return [...this.bySeries.keys()];
  }
}

function merge(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const merged: (readonly [number, number])[] = [];
  for (const range of [...ranges].filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && range[0] <= last[1] + 1) merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
    else merged.push(range);
  }
  return merged;
}
