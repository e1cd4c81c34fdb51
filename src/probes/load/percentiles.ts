/** Latencies kept small: counts in steps of a twentieth, so that an hour of load costs as much memory as a second. */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(ms: number): void {
    const step = Math.round(Math.log(Math.max(ms, LEAST_MS)) / STEP);
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
    this.#total += 1;
  }

  /** The latency that this share of requests did not exceed, within 5 %; null without any. */
  at(share: number): number | null {
    if (this.#total === 0) return null;
    let seen = 0;
    for (const step of [...this.#counts.keys()].sort((a, b) => a - b)) {
      seen += this.#counts.get(step) ?? 0;
      if (seen >= share * this.#total) return Math.exp(step * STEP);
    }
    return null;
  }
}

const LEAST_MS = 0.01;
const STEP = Math.log(1.05);
