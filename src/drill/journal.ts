import type { EventData, EventType, PhaseName, RunEvent } from '#contract/events';
import type { RecordPort } from '#contract/record';

/** What the record already says: a resumed run asks here before it does anything a second time. */
export interface Journal {
  last<T extends EventType>(type: T, where?: (data: EventData[T]) => boolean): RunEvent<T> | undefined;
  all<T extends EventType>(type: T): readonly RunEvent<T>[];
  /** The fact of this type and test if there is one, else the one that `make` yields, appended. */
  once<T extends EventType>(type: T, where: (data: EventData[T]) => boolean, make: () => Promise<EventData[T]>): Promise<RunEvent<T>>;
  phaseEnded(phase: PhaseName): RunEvent<'phase.ended'> | undefined;
}

export function openJournal(record: RecordPort): Journal {
  const all = <T extends EventType>(type: T): RunEvent<T>[] => record.events().filter((event) => event.type === type) as unknown as RunEvent<T>[];
  const last: Journal['last'] = (type, where) => all(type).findLast((event) => where?.(event.data) ?? true);
  return {
    all,
    last,
    once: async (type, where, make) => last(type, where) ?? record.append(type, await make()),
    phaseEnded: (phase) => all('phase.ended').findLast((event) => event.phase === phase),
  };
}
