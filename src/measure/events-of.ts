import type { EventType, RunEvent } from '#contract/events';

/** The events of one type, in order, with that type's data. */
export function eventsOf<T extends EventType>(events: readonly RunEvent[], type: T): RunEvent<T>[] {
  // A generic predicate cannot narrow a mapped union; `type` decides the shape of `data` by construction.
  return events.filter((event) => event.type === type) as unknown as RunEvent<T>[];
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
