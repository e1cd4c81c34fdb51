import type { SeriesRanges } from '#contract/events';
import type { Row } from '#stores/rds/database';

/**
 * Gaps and islands: in a run of numbers without a gap the distance to the row number stays the same. Only ranges leave the server, so memory
 * stays flat however many marks there are. Marks that are there twice count once here.
 */
export const RANGES_SQL = `
  select series, min(seq) as first, max(seq) as last
  from (select series, seq, seq - row_number() over (partition by series order by seq) as island from (select distinct series, seq from redrill_beacon.mark) as marks) as numbered
  group by series, island
  order by series collate "C", first`;

/** Rows of RANGES_SQL as inclusive ranges per series. */
export function rangesOf(rows: readonly Row[]): readonly SeriesRanges[] {
  const bySeries = new Map<string, [number, number][]>();
  for (const { series, first, last } of rows) {
    if (series == null || first == null || last == null) continue;
    const ranges = bySeries.get(series) ?? [];
    ranges.push([Number(first), Number(last)]);
    bySeries.set(series, ranges);
  }
  return [...bySeries].map(([series, ranges]) => ({ series, ranges }));
}
