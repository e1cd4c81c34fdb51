import { realSleep } from '#kit/wall-clock';

const LONGEST_MS = 3_600_000;

/** One pending real-time call that can be moved or cleared; far moments are reached in steps of an hour. */
export class Alarm {
  private abort: AbortController | null = null;

  /** `delayMs` from now; replaces what was set. `ring` decides itself whether it is time. */
  set(delayMs: number, ring: () => void): void {
    this.clear();
    const abort = new AbortController();
    this.abort = abort;
    void realSleep(Math.min(Math.max(0, delayMs), LONGEST_MS), abort.signal).then(
      () => { this.abort = null; ring(); },
      // cleared or moved: ringing now would fire a timer that nobody waits for any more
      () => undefined,
    );
  }

  clear(): void {
    this.abort?.abort();
    this.abort = null;
  }
}
