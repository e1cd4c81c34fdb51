import type { SeriesRanges } from '#contract/events';

/** Everything redrill itself writes into a store lies below this prefix and is left out of manifests. */
export const REDRILL_PREFIX = 'redrill/';
export const BEACON_PREFIX = 'redrill/beacons/';
export const CANARY_PREFIX = 'redrill/canary/';

/** `redrill/beacons/<series>/<seq, ten digits>`: key order is the order of writing. */
export function beaconKey(series: string, seq: number): string {
  return `${BEACON_PREFIX}${series}/${String(seq).padStart(10, '0')}`;
}

/** The mark a key stands for, or null when the key was not made by a beacon writer. */
export function parseBeaconKey(key: string): { readonly series: string; readonly seq: number } | null {
  const match = /^redrill\/beacons\/([^/]+)\/(\d{10})$/.exec(key);
  return match?.[1] === undefined || match[2] === undefined ? null : { series: match[1], seq: Number(match[2]) };
}

/** Collects marks, fed in key order, into inclusive ranges per series. */
export class RangeBuilder {
  private readonly series = new Map<string, [number, number][]>();

  add(mark: { readonly series: string; readonly seq: number }): void {
    const ranges = this.series.get(mark.series) ?? [];
    const last = ranges.at(-1);
    if (last !== undefined && mark.seq === last[1] + 1) last[1] = mark.seq;
    else ranges.push([mark.seq, mark.seq]);
    this.series.set(mark.series, ranges);
  }

  build(): readonly SeriesRanges[] {
    return [...this.series].map(([series, ranges]) => ({ series, ranges }));
  }
}
