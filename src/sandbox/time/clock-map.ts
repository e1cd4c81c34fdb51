import type { StatementSync } from 'node:sqlite';
import type { Catalogue, ClockMap } from '../service.ts';

/** One row per jump: at a real moment drill time went from one distance ahead of real time to a greater one. */
export const CLOCK_MAP_TABLE = 'CREATE TABLE IF NOT EXISTS clock_map (real INTEGER PRIMARY KEY, before INTEGER NOT NULL, after INTEGER NOT NULL) STRICT; CREATE INDEX IF NOT EXISTS clock_map_drill ON clock_map (real + before)';

/** The last jump that began at or before a moment of drill time; by the index over that moment. */
export const LAST_JUMP = 'SELECT real, before, after FROM clock_map WHERE real + before <= ? ORDER BY real + before DESC LIMIT 1';

interface Jump {
  readonly real: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The jumps of drill time as a map in both directions, for bytes that engines stamped with real time. Between two jumps both clocks run
 * alike, so a distance holds from one jump to the next.
 */
export class StoredClockMap implements ClockMap {
  private readonly offsetMicros: () => number;
  private readonly sql: Record<'next' | 'last' | 'first', StatementSync>;

  /** `offsetMicros`: how far drill time is ahead now. */
  constructor({ db }: Pick<Catalogue, 'db'>, offsetMicros: () => number) {
    this.offsetMicros = offsetMicros;
    this.sql = {
      next: db.prepare('SELECT real, before, after FROM clock_map WHERE real >= ? ORDER BY real LIMIT 1'),
      last: db.prepare(LAST_JUMP),
      first: db.prepare('SELECT real, before, after FROM clock_map ORDER BY real LIMIT 1'),
    };
  }

  drillOfReal(realMicros: number): number {
    const next = this.sql.next.get(realMicros) as Jump | undefined;
    return realMicros + (next?.before ?? this.offsetMicros());
  }

  realOfDrill(drillMicros: number): number {
    const last = this.sql.last.get(drillMicros) as Jump | undefined;
    if (last) return drillMicros < last.real + last.after ? last.real : drillMicros - last.after;
    const first = this.sql.first.get() as Jump | undefined;
    return drillMicros - (first?.before ?? this.offsetMicros());
  }
}
