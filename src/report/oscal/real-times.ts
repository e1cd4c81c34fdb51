import type { ReportInput } from '#contract/reporting';
import { isoMicros, microsOf } from '#kit/time';

/**
 * Real time of every event by its number: events carry drill time, which runs ahead in a rehearsal, and an assessment is dated by the calendar.
 * Counted from the start by the machine's monotonic clock; where that began anew before a resume, the time the harness was gone stands for it.
 */
export function realTimes({ started, events }: Pick<ReportInput, 'started' | 'events'>): (seq: number) => string {
  const micros = new Float64Array(events.length);
  let at = microsOf(started.realStartedAt);
  for (const [index, event] of events.entries()) {
    const passed = index === 0 ? 0 : event.mono - (events[index - 1]?.mono ?? event.mono);
    at += passed >= 0 ? passed : event.type === 'resumed' ? event.data.downSeconds * 1_000_000 : 0;
    micros[index] = at;
  }
  const first = events[0]?.seq ?? 1;
  return (seq) => isoMicros(micros[seq - first] ?? at);
}
