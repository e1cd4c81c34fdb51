/** Expired items are looked for on the full hour: AWS deletes them "within a few days", typically much sooner. */
const LOOK_EVERY_SECONDS = 3600;

/** When the next item of each table expires. Kept in memory, because it is read from the items at every start. */
export class Expiries {
  private readonly next = new Map<string, number>();
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** An item of a table expires at this moment. */
  note(ref: string, atSeconds: number): void {
    if (atSeconds >= (this.next.get(ref) ?? Infinity)) return;
    this.next.set(ref, atSeconds);
    this.changed();
  }

  /** What is known of a table after it was looked through. */
  set(ref: string, atSeconds: number | null): void {
    if (atSeconds === null) this.next.delete(ref);
    else this.next.set(ref, atSeconds);
  }

  /** When tables are to be looked through next (drill time, microseconds); null when nothing expires. */
  dueMicros(): number | null {
    const earliest = Math.min(...this.next.values());
    return Number.isFinite(earliest) ? lookAt(earliest) * 1_000_000 : null;
  }

  /** Tables with something that has expired. */
  due(atMicros: number): readonly string[] {
    return [...this.next].filter(([, atSeconds]) => lookAt(atSeconds) * 1_000_000 <= atMicros).map(([ref]) => ref);
  }
}

function lookAt(atSeconds: number): number {
  return Math.ceil((atSeconds + 1) / LOOK_EVERY_SECONDS) * LOOK_EVERY_SECONDS;
}
