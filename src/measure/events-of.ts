import type { EventType, RunEvent } from '#contract/events';

interface Sorted {
  readonly length: number;
  readonly last: RunEvent | undefined;
  readonly byType: ReadonlyMap<EventType, readonly RunEvent[]>;
}

/** What was sorted before, so that a long record is gone through once and not once for each question. Holds nothing that the list itself does not. */
const SORTED = new WeakMap<readonly RunEvent[], Sorted>();

/** The events of one type, in order, with that type's data. */
export function eventsOf<T extends EventType>(events: readonly RunEvent[], type: T): readonly RunEvent<T>[] {
  // A generic predicate cannot narrow a mapped union; `type` decides the shape of `data` by construction.
  return (sorted(events).get(type) ?? []) as unknown as readonly RunEvent<T>[];
}

/** A list that has grown since is sorted anew. */
function sorted(events: readonly RunEvent[]): Sorted['byType'] {
  const known = SORTED.get(events);
  if (known?.length === events.length && known.last === events.at(-1)) return known.byType;
  const byType = new Map<EventType, RunEvent[]>();
  for (const event of events) {
    const own = byType.get(event.type);
    if (own) own.push(event);
    else byType.set(event.type, [event]);
  }
  SORTED.set(events, { length: events.length, last: events.at(-1), byType });
  return byType;
}

/** The newest event of one type, or undefined. */
export function lastOf<T extends EventType>(events: readonly RunEvent[], type: T): RunEvent<T> | undefined {
  return eventsOf(events, type).at(-1);
}

/** The newest event of one type that speaks of a store, or undefined. */
export function lastOfStore<T extends EventType>(events: readonly RunEvent[], type: T, store: string): RunEvent<T> | undefined {
  return eventsOf(events, type).findLast((event) => (event.data as { readonly store?: unknown }).store === store);
}

/** Steps of the recovery alone: those of the way back, in put-back, are no part of what it is measured by. */
export function recoverySteps<T extends 'step.started' | 'step.ended'>(events: readonly RunEvent[], type: T): RunEvent<T>[] {
  return eventsOf(events, type).filter(({ phase }) => phase !== '5-put-back');
}
