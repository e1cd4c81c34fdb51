import type { EventType, RunEvent } from './events.ts';

/** The CLI's view of a running drill: facts as they are recorded, and words that are no facts. */
export interface ProgressPort {
  fact<T extends EventType>(event: RunEvent<T>): void;
  say(text: string): void;
  /** Beacon counts since the start, a few times a second at most. */
  beacons(store: string, counts: { readonly acknowledged: number; readonly failed: number }): void;
}
