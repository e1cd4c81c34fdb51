import type { RunEvent } from '#contract/events';

const MOST_PATHS = 12;

/** Paths of events in the record, each once and in order; of many the first and the last stand for all, and `how` of the source says what they are. */
export function pathsOf(events: readonly (Pick<RunEvent, 'seq'> | undefined)[]): readonly string[] {
  const seqs = [...new Set(events.flatMap((event) => (event === undefined ? [] : [event.seq])))].sort((a, b) => a - b);
  const shown = seqs.length <= MOST_PATHS ? seqs : [...seqs.slice(0, MOST_PATHS - 1), ...seqs.slice(-1)];
  return shown.map((seq) => `events.ndjson#seq=${seq}`);
}
