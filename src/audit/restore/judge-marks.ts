import type { BeaconLine, SeriesRanges } from '#contract/events';
import { microsOf } from '#kit/time';

/** What the marks of a restored point say, against the ledger outside the account. */
export interface MarksReading {
  readonly expected: number;
  readonly found: number;
  /** Acknowledged before the point was begun, in the living store now, and not in what came back. */
  readonly missing: number;
  /** Sent after the point was finished, and yet in it: it is another one than it says. */
  readonly tooNew: number;
  /** When the newest mark that came back was kept: the moment that the point really holds. Null: none came back. */
  readonly newestAt: string | null;
}

export interface MarksInput {
  readonly ledger: AsyncIterable<BeaconLine>;
  /** In what came back, and in the living store now: a mark that was lost since in another disaster is not held against the point. */
  readonly restored: readonly SeriesRanges[];
  readonly live: readonly SeriesRanges[];
  readonly createdAt: string;
  readonly completedAt: string;
}

export async function judgeMarks({ ledger, restored, live, createdAt, completedAt }: MarksInput): Promise<MarksReading> {
  const [from, until] = [microsOf(createdAt), microsOf(completedAt)];
  let [expected, found, missing, tooNew, newest] = [0, 0, 0, 0, null as { readonly at: string; readonly micros: number } | null];
  for await (const line of ledger) {
    const here = holds(restored, line);
    if (line.kind === 'sent' && here && microsOf(line.at) > until) tooNew += 1;
    if (line.kind !== 'acked') continue;
    const at = line.committedAt ?? line.at;
    const micros = microsOf(at);
    if (here && (newest === null || micros > newest.micros)) newest = { at, micros };
    if (micros > from || !holds(live, line)) continue;
    expected += 1;
    if (here) found += 1;
    else missing += 1;
  }
  return { expected, found, missing, tooNew, newestAt: newest?.at ?? null };
}

function holds(ranges: readonly SeriesRanges[], { series, seq }: { readonly series: string; readonly seq: number }): boolean {
  return ranges.some((one) => one.series === series && one.ranges.some(([first, last]) => seq >= first && seq <= last));
}
