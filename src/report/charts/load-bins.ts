import type { LoadSecond } from '#contract/reporting';

/** More steps than this are finer than a screen. */
const MOST_BINS = 240;

/** Neighbouring seconds of a load as one step; `from` and `to` in whole real seconds after the first request. */
export interface LoadBin {
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly failed: number;
  /** The worst of the step: an average would hide it. */
  readonly p95Ms: number | null;
}

/** A load's series in steps that a drawing can hold; nothing failed is averaged away. */
export function loadBins(series: readonly LoadSecond[]): readonly LoadBin[] {
  if (series.length === 0) return [];
  const seconds = series.map(({ atMs }) => Math.floor(atMs / 1000));
  const first = seconds.reduce((a, b) => Math.min(a, b));
  const width = Math.max(1, Math.ceil((seconds.reduce((a, b) => Math.max(a, b)) - first + 1) / MOST_BINS));
  const bins = new Map<number, { requests: number; failed: number; p95Ms: number | null }>();
  for (const [index, one] of series.entries()) {
    const key = Math.floor(((seconds[index] ?? first) - first) / width);
    const bin = bins.get(key) ?? { requests: 0, failed: 0, p95Ms: null };
    bins.set(key, { requests: bin.requests + one.requests, failed: bin.failed + one.failed, p95Ms: worse(bin.p95Ms, one.p95Ms ?? null) });
  }
  return [...bins].sort(([a], [b]) => a - b).map(([key, bin]) => ({ from: key * width, to: (key + 1) * width, ...bin }));
}

function worse(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
