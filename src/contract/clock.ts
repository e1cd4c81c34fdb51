/** The one door through which drills, platform and harness see time; a rehearsal's clock jumps, a real one does not. */
export interface Clock {
  /** Drill time now, in microseconds since 1970 (UTC). Never goes backwards. */
  nowMicros(): number;
  /** Drill time now as ISO 8601 UTC with milliseconds. */
  nowIso(): string;
  /** Real monotonic microseconds, shared by all processes of one machine; for seconds of real work only. */
  monoMicros(): number;
  /** Sleeps in drill time. Rejects with the signal's reason when aborted. The calling task counts as idle meanwhile. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Sleeps until a moment of drill time (epoch microseconds); returns at once when it has passed. */
  sleepUntil(atMicros: number, signal?: AbortSignal): Promise<void>;
  /** Runs `work` as a counted task: awake unless it is in `sleep` or `join`. Every parallel branch needs one. */
  task<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Waits for other tasks; the calling task counts as idle meanwhile. */
  join<T>(promise: Promise<T>): Promise<T>;
}

/** How a number was obtained (see docs/reference/numbers.md): from a model, from local work, or from AWS. */
export type NumberClass = 'modelled' | 'local' | 'aws-sandbox' | 'aws-production-points';
