/** Work on one thing at a time: what is asked of the same resource waits for its turn. */
export class Serial {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.tails.get(name) ?? Promise.resolve()).then(work, work);
    this.tails.set(name, turn);
    const done = (): void => {
      if (this.tails.get(name) === turn) this.tails.delete(name);
    };
    turn.then(done, done);
    return turn;
  }

  /** Resolves when nothing that was asked so far still works. */
  async idle(name: string): Promise<void> {
    // how it ended is told to whoever asked for it
    await this.tails.get(name)?.catch(() => undefined);
  }
}
