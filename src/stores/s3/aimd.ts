/** What a finished request tells the limiter. Failures that are no throttling leave the limit alone. */
export type LimiterSignal = 'ok' | 'throttled' | 'failed';

/**
 * Bounded concurrency that adapts to throttling: additive increase, multiplicative decrease.
 * Until the first throttle it grows by one per success (as TCP's slow start), afterwards by one per full window;
 * one burst of 503 answers halves it once. It grows only while at least half of it is used.
 */
export class Aimd {
  limit: number;
  inFlight = 0;
  private readonly max: number;
  private epoch = 0;
  private slowStart = true;
  private successes = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(options: { readonly start?: number; readonly max?: number } = {}) {
    this.max = options.max ?? 256;
    this.limit = Math.min(options.start ?? 64, this.max);
  }

  /** True while another request may start at once. */
  get free(): boolean {
    return this.inFlight < this.limit && this.waiting.length === 0;
  }

  /** Resolves when the caller may send; the ticket goes back with `release`. */
  async acquire(): Promise<number> {
    if (!this.free) await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    else this.inFlight += 1;
    return this.epoch;
  }

  release(ticket: number, signal: LimiterSignal): void {
    this.inFlight -= 1;
    if (signal === 'throttled') this.shrink(ticket);
    else if (signal === 'ok') this.grow();
    while (this.inFlight < this.limit) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.inFlight += 1;
      next();
    }
  }

  private shrink(ticket: number): void {
    this.slowStart = false;
    // Requests that were under way when the limit fell say nothing about the new limit.
    if (ticket !== this.epoch) return;
    this.epoch += 1;
    this.successes = 0;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }

  private grow(): void {
    if (this.limit >= this.max || (this.inFlight + 1) * 2 < this.limit) return;
    this.successes += 1;
    if (!this.slowStart && this.successes < this.limit) return;
    this.successes = 0;
    this.limit += 1;
  }
}
