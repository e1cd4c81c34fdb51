import { microsOf } from '#kit/time';
import type { VersionEntry } from './s3-store.ts';

/** All versions and markers of one key, newest first. */
export interface KeyHistory {
  readonly key: string;
  readonly versions: readonly VersionEntry[];
}

/** Groups a version listing by key; memory is one key's history. */
export async function* historyByKey(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<KeyHistory> {
  let key: string | null = null;
  let versions: VersionEntry[] = [];
  for await (const page of pages) {
    for (const entry of page) {
      if (entry.key !== key) {
        if (key !== null) yield { key, versions };
        key = entry.key;
        versions = [];
      }
      versions.push(entry);
    }
  }
  if (key !== null) yield { key, versions };
}

/** The version a reader would have got at a moment (inclusive): the newest one not later than it, or null when there was none or a delete marker. */
export function aliveAt(history: KeyHistory, atMicros: number): VersionEntry | null {
  const newest = history.versions.find((version) => microsOf(version.lastModified) <= atMicros);
  return newest === undefined || newest.marker ? null : newest;
}

/** The current object of a key, or null when it is deleted. */
export function aliveNow(history: KeyHistory): VersionEntry | null {
  const [newest] = history.versions;
  return newest === undefined || newest.marker ? null : newest;
}

/**
 * Delete markers that an incident put on a key and whose removal brings the object back: the unbroken row of markers on top,
 * made at or after the incident's start, provided that the version below them was alive then. A key that a user had deleted
 * before (a marker older than the incident below or on top) gives none, and neither does a key with a newer object on top.
 */
export function markersToRemove(history: KeyHistory, sinceMicros: number): readonly VersionEntry[] {
  const markers: VersionEntry[] = [];
  for (const version of history.versions) {
    if (version.marker && microsOf(version.lastModified) >= sinceMicros) {
      markers.push(version);
      continue;
    }
    return version.marker ? [] : markers;
  }
  return [];
}

/**
 * True when an incident ended the life of a key and left nothing to undelete: no version at all, or only markers
 * made since. A key with an older marker was deleted by its user and is not gone through the incident.
 */
export function goneSince(history: KeyHistory | null, sinceMicros: number): boolean {
  if (history === null) return true;
  return history.versions.every((version) => version.marker && microsOf(version.lastModified) >= sinceMicros);
}
