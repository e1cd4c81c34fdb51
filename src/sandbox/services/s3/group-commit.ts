interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits the small writes of one turn of the event loop as one transaction: each is acknowledged only after the commit, and many clients share its cost.
 * When one of them throws, all are rolled back and run again one by one, so `work` must be repeatable.
 */
export class GroupCommit {
  private readonly change: <T>(work: () => T) => T;
  private waiting: Waiting[] = [];

  constructor(change: <T>(work: () => T) => T) {
    this.change = change;
  }

  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  private flush(): void {
    const group = this.waiting;
    this.waiting = [];
    const results = this.together(group);
    if (results) for (const [index, { resolve }] of group.entries()) resolve(results[index]);
    else for (const one of group) this.alone(one);
  }

  private together(group: readonly Waiting[]): readonly unknown[] | null {
    if (group.length === 1) return null;
    try {
      return this.change(() => group.map(({ work }) => work()));
    } catch {
      // Nothing is lost: each is run again alone, and the one that failed rejects then.
      return null;
    }
  }

  private alone({ work, resolve, reject }: Waiting): void {
    try {
      resolve(this.change(work));
    } catch (error) {
      reject(error);
    }
  }
}
