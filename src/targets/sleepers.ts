/** One sleeping call of a clock. */
export interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
  readonly fail: (error: Error) => void;
}

/** Sleepers in order of their wake time, equal times in order of arrival: a binary heap, since a drill may sleep a million times. */
export class Sleepers {
  private readonly heap: Sleeper[] = [];

  get earliest(): number | null {
    return this.heap[0]?.at ?? null;
  }

  add(sleeper: Sleeper): void {
    this.heap.push(sleeper);
    this.up(this.heap.length - 1);
  }

  /** Removes one that will not wake by time; false when it has woken already. */
  remove(sleeper: Sleeper): boolean {
    const at = this.heap.indexOf(sleeper);
    if (at < 0) return false;
    this.take(at);
    return true;
  }

  /** Takes out everyone due at or before a moment, earliest first. */
  due(now: number): readonly Sleeper[] {
    const out: Sleeper[] = [];
    for (let first = this.heap[0]; first && first.at <= now; first = this.heap[0]) {
      this.take(0);
      out.push(first);
    }
    return out;
  }

  all(): readonly Sleeper[] {
    return this.heap.splice(0);
  }

  private take(at: number): void {
    const last = this.heap.pop();
    if (!last || at === this.heap.length) return;
    this.heap[at] = last;
    this.up(at);
    this.down(at);
  }

  private up(start: number): void {
    for (let i = start; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.swapIfLess(i, parent)) return;
      i = parent;
    }
  }

  private down(start: number): void {
    for (let i = start; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const smaller = this.less(right, left) ? right : left;
      if (!this.swapIfLess(smaller, i)) return;
      i = smaller;
    }
  }

  private swapIfLess(child: number, parent: number): boolean {
    const [a, b] = [this.heap[child], this.heap[parent]];
    if (!a || !b || !this.less(child, parent)) return false;
    this.heap[child] = b;
    this.heap[parent] = a;
    return true;
  }

  private less(i: number, j: number): boolean {
    const [a, b] = [this.heap[i], this.heap[j]];
    if (!a) return false;
    return !b || a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}
