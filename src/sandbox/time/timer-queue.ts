import type { Timer } from '../service.ts';

/** Service timers in order of their due times. Due times are read from the catalogue once and again after each change. */
export class TimerQueue {
  private readonly timers: readonly Timer[];
  private readonly report: (line: string) => void;
  private known: (number | null)[] | null = null;
  /** Timers that failed or made no progress: not tried again before something changes. */
  private readonly stuck = new Set<Timer>();

  constructor(timers: readonly Timer[], report: (line: string) => void) {
    this.timers = timers;
    this.report = report;
  }

  forget(): void {
    this.known = null;
    this.stuck.clear();
  }

  /** When the next timer is due; with `urgent` the next that time has to stop for. */
  next(urgent = false): number | null {
    let earliest: number | null = null;
    for (const [i, at] of this.times().entries()) if (at !== null && (earliest === null || at < earliest) && !(urgent && this.timers[i]?.mayBeLate?.() === true)) earliest = at;
    return earliest;
  }

  due(now: number): boolean {
    const at = this.next();
    return at !== null && at <= now;
  }

  /** Fires everything due, earliest first, until nothing is due any more or it is to end. Never rejects. */
  async fireDue(now: () => number, ending: () => boolean = () => false): Promise<void> {
    for (let at = this.next(); at !== null && at <= now(); at = this.next()) {
      const timer = this.timers[this.times().indexOf(at)];
      if (!timer) return;
      await this.fire(timer, at);
      // what is still due stays so for the next start; its catalogue may be closed by now
      if (ending()) return;
      this.setAside(timer, at);
    }
  }

  private async fire(timer: Timer, at: number): Promise<void> {
    try {
      await timer.fire(at);
    } catch (error) {
      this.report(`timer ${timer.name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }

  private setAside(timer: Timer, at: number): void {
    this.known = null;
    if (timer.next() !== at) return;
    // firing it again at once would spin for ever
    this.report(`timer ${timer.name} is still due at ${at} after it fired; left until the next change`);
    this.stuck.add(timer);
  }

  private times(): readonly (number | null)[] {
    this.known ??= this.timers.map((timer) => (this.stuck.has(timer) ? null : timer.next()));
    return this.known;
  }
}
