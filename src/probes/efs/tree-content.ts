import { shownPath } from '#stores/efs/names';
import type { DigestedEntry } from '#stores/efs/digest-tree';
import type { ContentKind } from '../tally.ts';

/** What one thing of a tree is. A write ledger knows its bytes alone: the rest is null there, and counts as equal. */
export interface TreeContent {
  /** Of the bytes; of a folder and of where a link leads for those. */
  readonly sha256: string;
  readonly sizeBytes: number | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  /** Of files alone: folders change whenever something in them does. */
  readonly mtimeMicros: number | null;
  /** Names that a file has: hard links that came back as copies are counted. */
  readonly links: number | null;
}

/** Times pass through a floating number of seconds on their way back: what differs by less was not changed. */
const TIME_RESOLUTION_MICROS = 2;

export const treeKind: ContentKind<TreeContent> = {
  same: (a, b) => differing(a, b).length === 0,
  differences: (expected, found) => differing(expected, found).join('; '),
  describe: ({ sizeBytes }) => (sizeBytes === null ? 'a file' : `${sizeBytes} bytes`),
  sizeBytes: ({ sizeBytes }) => sizeBytes ?? 0,
};

/** The content of an entry that was read in full; null when it could not be. */
export function contentOf(entry: DigestedEntry): TreeContent | null {
  if (entry.sha256 === null) return null;
  const file = entry.kind === 'file';
  return { sha256: entry.sha256, sizeBytes: entry.sizeBytes, mode: entry.kind === 'link' ? null : entry.mode, uid: entry.uid, gid: entry.gid, mtimeMicros: file ? entry.mtimeMicros : null, links: file ? entry.links : null };
}

/** A key as people read it. */
export function shownKey(key: string): string {
  return shownPath(key.replaceAll('\0', '/'));
}

function differing(a: TreeContent, b: TreeContent): readonly string[] {
  return [
    a.sha256 === b.sha256 ? '' : `bytes differ (expected SHA-256 ${a.sha256.slice(0, 12)}, ${a.sizeBytes ?? '?'} bytes; found ${b.sha256.slice(0, 12)}, ${b.sizeBytes ?? '?'} bytes)`,
    known(a.uid, b.uid) && known(a.gid, b.gid) ? '' : `owner ${a.uid}:${a.gid} expected, ${b.uid}:${b.gid} found`,
    known(a.mode, b.mode) ? '' : `mode ${octal(a.mode)} expected, ${octal(b.mode)} found`,
    a.mtimeMicros === null || b.mtimeMicros === null || Math.abs(a.mtimeMicros - b.mtimeMicros) <= TIME_RESOLUTION_MICROS ? '' : 'time of last change differs',
    known(a.links, b.links) ? '' : `${a.links} names expected, ${b.links} found`,
  ].filter((text) => text !== '');
}

function known(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b;
}

function octal(mode: number | null): string {
  return mode === null ? '?' : mode.toString(8).padStart(4, '0');
}
