/** Where one number of the report comes from: paths into the run's folder that anybody can open. */
export interface Source {
  /** Stable within a report; the anchor of the HTML. */
  readonly id: string;
  /** The store, or null for the run as a whole. */
  readonly store: string | null;
  readonly what: string;
  /** Such as `events.ndjson#seq=12` or `beacons/DR-S5.ndjson`. Empty where the record does not hold it: `how` says why. */
  readonly paths: readonly string[];
  /** How the number follows from what is there. */
  readonly how: string;
}

/** The anchor of a source of one store: ids of stores come from outside, so their place in the run stands for them. */
export function storeSourceId(kind: string, index: number): string {
  return `from-${kind}-${index + 1}`;
}

/** The number of an event that a path leads to; null for another path. */
export function seqOfPath(path: string): number | null {
  const match = /^events\.ndjson#seq=(\d{1,9})$/.exec(path);
  return match?.[1] === undefined ? null : Number(match[1]);
}
