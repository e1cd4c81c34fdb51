import type { StatementSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '../service.ts';

/** How a region is cut: its clients are refused, or hear nothing; `partition`: those outside hear nothing, those inside go on. */
export type CutHow = 'refuse' | 'black-hole' | 'partition';

/** What is wrong with one region. */
export interface RegionFault {
  readonly region: string;
  readonly how: CutHow | null;
  readonly sinceMicros: number | null;
  /** Nothing can be launched there before this moment. */
  readonly noCapacityUntilMicros: number | null;
  /** Copies out of the region wait. */
  readonly held: boolean;
}

const REGION_FAULT_TABLE = 'CREATE TABLE IF NOT EXISTS region_fault (region TEXT PRIMARY KEY, how TEXT, since INTEGER, no_capacity_until INTEGER, held INTEGER NOT NULL) STRICT, WITHOUT ROWID';

interface Row {
  readonly region: string;
  readonly how: CutHow | null;
  readonly since: number | null;
  readonly no_capacity_until: number | null;
  readonly held: number;
}

/** Faults of whole regions: kept in the catalogue, looked up in memory. While nothing is wrong a look is one comparison. */
export class RegionFaults {
  private readonly catalogue: Catalogue;
  private readonly sql: Record<'all' | 'put', StatementSync>;
  private readonly listeners: (() => void | Promise<unknown>)[] = [];
  private known: ReadonlyMap<string, RegionFault>;
  private cuts: ReadonlyMap<string, CutHow>;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    catalogue.db.exec(REGION_FAULT_TABLE);
    this.sql = {
      all: catalogue.db.prepare('SELECT * FROM region_fault ORDER BY region'),
      put: catalogue.db.prepare('INSERT OR REPLACE INTO region_fault (region, how, since, no_capacity_until, held) VALUES (?, ?, ?, ?, ?)'),
    };
    [this.known, this.cuts] = this.read();
  }

  /** No region is cut. */
  get quiet(): boolean {
    return this.cuts.size === 0;
  }

  cutOf(region: string): CutHow | null {
    return this.cuts.get(region) ?? null;
  }

  /** Whether nothing gets from one region to another. */
  severs(from: string, to: string): boolean {
    return from !== to && (this.cuts.has(from) || this.cuts.has(to));
  }

  /** Whether what is sent from one region to another has to wait. */
  holds(from: string, to: string): boolean {
    if (from === to || this.known.size === 0) return false;
    return this.severs(from, to) || this.known.get(from)?.held === true;
  }

  lacksCapacity(region: string, nowMicros: number): boolean {
    const until = this.known.get(region)?.noCapacityUntilMicros ?? null;
    return until !== null && until > nowMicros;
  }

  all(): readonly RegionFault[] {
    return [...this.known.values()];
  }

  /** Resolves when ports and doors are as the change wants them. */
  async change(region: string, change: Partial<Omit<RegionFault, 'region'>>): Promise<void> {
    const now = this.known.get(region) ?? { region, how: null, sinceMicros: null, noCapacityUntilMicros: null, held: false };
    const next: RegionFault = { ...now, ...change };
    if (isDeepStrictEqual(next, now)) return;
    this.catalogue.transaction(() => this.sql.put.run(region, next.how, next.sinceMicros, next.noCapacityUntilMicros, next.held ? 1 : 0));
    const done = this.again();
    // what could not be kept is not in force either
    this.catalogue.settled()?.catch(() => this.again());
    await done;
  }

  /** Told after each change; what a listener writes at once is committed together with the change. */
  onChange(listener: () => void | Promise<unknown>): void {
    this.listeners.push(listener);
  }

  private again(): Promise<unknown> {
    [this.known, this.cuts] = this.read();
    return Promise.all(this.listeners.map((listener) => listener()));
  }

  private read(): [RegionFaults['known'], RegionFaults['cuts']] {
    const rows = this.sql.all.all() as unknown as readonly Row[];
    const faults = rows.map((row): RegionFault => ({ region: row.region, how: row.how, sinceMicros: row.since, noCapacityUntilMicros: row.no_capacity_until, held: row.held === 1 }));
    return [new Map(faults.map((fault) => [fault.region, fault])), new Map(faults.flatMap(({ region, how }) => (how === null ? [] : [[region, how]])))];
  }
}

const FAULTS = new WeakMap<Catalogue, RegionFaults>();

/** The faults of a catalogue's regions: one state for the front door, the data planes and the copies. */
export function regionFaultsOf(catalogue: Catalogue): RegionFaults {
  const known = FAULTS.get(catalogue);
  if (known) return known;
  const faults = new RegionFaults(catalogue);
  FAULTS.set(catalogue, faults);
  return faults;
}
