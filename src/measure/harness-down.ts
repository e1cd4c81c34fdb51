import type { RunEvent } from '#contract/events';
import { microsOf } from '#kit/time';
import { eventsOf } from './events-of.ts';

/** [from, to] in epoch microseconds. */
export type Span = readonly [number, number];

/** Spans of drill time in which the harness was gone and a resume took over; disjoint, ascending. */
export function harnessDown(events: readonly RunEvent[]): readonly Span[] {
  const spans: Span[] = [];
  for (const event of eventsOf(events, 'resumed')) {
    const to = microsOf(event.at);
    const from = Math.max(microsOf(event.data.lastEventAt), to - event.data.downSeconds * 1_000_000, spans.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY);
    if (to > from) spans.push([from, to]);
  }
  return spans;
}

/** Microseconds of `span` that lie within `spans`. */
export function overlap(span: Span, spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(span[1], to) - Math.max(span[0], from)), 0);
}
