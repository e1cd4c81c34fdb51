import { after } from '#kit/wall-clock';

const LONGEST_MS = 3_600_000;

/** One pending real-time call that can be moved or cleared; far moments are reached in steps of an hour. */
export class Alarm {
  private cancel: (() => void) | null = null;

  /** `delayMs` from now; replaces what was set. `ring` decides itself whether it is time. */
  set(delayMs: number, ring: () => void): void {
    this.clear();
    this.cancel = after(Math.min(Math.max(0, delayMs), LONGEST_MS), () => {
      this.cancel = null;
      ring();
    });
  }

  clear(): void {
    this.cancel?.();
    this.cancel = null;
  }
}
