import { markdownTable } from 'markdown-table';
import type { Comparison, PeerResult } from './compare.ts';
import type { Measured } from './run-process.ts';

/** Goal ratios product : peer, printed beside what was measured; none is asserted. */
export type Goals = Readonly<Record<string, string>>;

/** One comparison as a Markdown table: medians, spread, and the ratios peer / product. */
export function comparisonTable(comparison: Comparison, goals: Goals): string {
  const product = comparison.peers[0]?.runs ?? [];
  const rows = comparison.peers.map((peer) => row(peer, product, goals[peer.name] ?? ''));
  return markdownTable([['client', 'rounds', 'wall ms (min-max)', 'CPU ms', 'peak RSS MB', 'wall ratio', 'CPU ratio', 'goal'], ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r', 'l'] });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function row(peer: PeerResult, product: readonly Measured[], goal: string): string[] {
  if (peer.runs === null || peer.runs.length === 0) return [peer.name, '0', peer.failure === undefined ? 'absent' : 'failed', '', '', '', '', goal];
  const walls = peer.runs.map((run) => run.wallMs);
  const ratio = (of: (run: Measured) => number): string => (peer.runs === product ? '1' : (median(peer.runs?.map(of) ?? []) / median(product.map(of))).toFixed(1));
  return [
    peer.name,
    String(peer.runs.length),
    `${median(walls).toFixed(0)} (${Math.min(...walls).toFixed(0)}-${Math.max(...walls).toFixed(0)})`,
    median(peer.runs.map((run) => run.cpuMs)).toFixed(0),
    (median(peer.runs.map((run) => run.peakRssBytes)) / 1e6).toFixed(0),
    ratio((run) => run.wallMs),
    ratio((run) => run.cpuMs),
    goal,
  ];
}
