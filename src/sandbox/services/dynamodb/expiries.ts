/** Expired items are looked for on the full hour: AWS deletes them "within a few days", typically much sooner. */
const LOOK_EVERY_MICROS = 3_600_000_000;

/**
 * When each table is to be looked through for items that have expired. Kept in memory, because it is read from the items at every start.
 * A look always lies ahead, also for an item that had expired when it was written: so each look moves its time on, whatever is written meanwhile.
 */
export class Expiries {
  /** Drill time in microseconds, by table. */
  private readonly looks = new Map<string, number>();
  private readonly nowMicros: () => number;
  private readonly changed: () => void;

  constructor({ nowMicros, changed }: { readonly nowMicros: () => number; readonly changed: () => void }) {
    this.nowMicros = nowMicros;
    this.changed = changed;
  }

  /** An item of a table expires at this moment. */
  note(ref: string, atSeconds: number): void {
    const look = lookAfter(Math.max(atSeconds * 1_000_000, this.nowMicros()));
    if (look >= (this.looks.get(ref) ?? Infinity)) return;
    this.looks.set(ref, look);
    this.changed();
  }

  /** What was noted of a table so far counts no more. Before its items are looked through: what is written during the look notes itself. */
  forget(ref: string): void {
    this.looks.delete(ref);
  }

  /** When tables are to be looked through next (drill time, microseconds); null when nothing expires. */
  dueMicros(): number | null {
    const earliest = Math.min(...this.looks.values());
    return Number.isFinite(earliest) ? earliest : null;
  }

  /** Tables to be looked through. */
  due(atMicros: number): readonly string[] {
    return [...this.looks].filter(([, look]) => look <= atMicros).map(([ref]) => ref);
  }
}

/** The first full hour after a moment. */
function lookAfter(micros: number): number {
  return (Math.floor(micros / LOOK_EVERY_MICROS) + 1) * LOOK_EVERY_MICROS;
}
