import type { RunEvent } from '#contract/events';

const MOST_PATHS = 12;

/** Paths of events in the record, each once and in order; of many the first and the last stand for all, and `how` of the source says what they are. */
export function pathsOf(events: readonly (Pick<RunEvent, 'seq'> | undefined)[]): readonly string[] {
  // Without a set: of a long record these are very many.
  const seqs = events.map((event) => event?.seq ?? 0).sort((a, b) => a - b).filter((seq, index, all) => seq !== 0 && seq !== all[index - 1]);
  const shown = seqs.length <= MOST_PATHS ? seqs : [...seqs.slice(0, MOST_PATHS - 1), ...seqs.slice(-1)];
  return shown.map((seq) => `events.ndjson#seq=${seq}`);
}
