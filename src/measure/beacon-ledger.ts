import type { BeaconLine } from '#contract/events';
import { microsOf } from '#kit/time';

/** A beacon that the store acknowledged. */
export interface AckedBeacon {
  readonly series: string;
  readonly seq: number;
  /** The store's own commit time where it tells one, else the time of the acknowledgement. */
  readonly ackedAt: string;
  readonly micros: number;
}

/** What the ledger says of each beacon: kept for certain, certainly not kept, or nobody knows. */
export interface Ledger {
  /** Over all series, by the time of acknowledgement. */
  readonly acked: readonly AckedBeacon[];
  readonly refused: readonly { readonly series: string; readonly seq: number }[];
  readonly indeterminate: number;
  knows(series: string, seq: number): boolean;
}

interface Entry {
  readonly state: 'sent' | 'acked' | 'unsure' | 'refused';
  readonly at: string;
}

const RANK = { sent: 0, refused: 1, unsure: 2, acked: 3 } as const;

/** Merges the lines of one store's ledger; of several answers to one beacon the one that claims most for the store counts. */
export function mergeLedger(lines: readonly BeaconLine[]): Ledger {
  const bySeries = new Map<string, Map<number, Entry>>();
  for (const line of lines) {
    let entries = bySeries.get(line.series);
    if (!entries) bySeries.set(line.series, (entries = new Map()));
    const state = line.kind === 'failed' ? (line.sure ? 'refused' : 'unsure') : line.kind;
    const known = entries.get(line.seq);
    if (!known || RANK[state] > RANK[known.state]) entries.set(line.seq, { state, at: line.kind === 'acked' ? line.committedAt ?? line.at : line.at });
  }
  const acked: AckedBeacon[] = [];
  const refused: { series: string; seq: number }[] = [];
  let indeterminate = 0;
  for (const [series, entries] of bySeries) {
    for (const [seq, entry] of entries) {
      if (entry.state === 'acked') acked.push({ series, seq, ackedAt: entry.at, micros: microsOf(entry.at) });
      else if (entry.state === 'refused') refused.push({ series, seq });
      else indeterminate += 1;
    }
  }
  acked.sort((a, b) => a.micros - b.micros || (a.series < b.series ? -1 : Number(a.series > b.series)) || a.seq - b.seq);
  return { acked, refused, indeterminate, knows: (series, seq) => bySeries.get(series)?.has(seq) ?? false };
}
