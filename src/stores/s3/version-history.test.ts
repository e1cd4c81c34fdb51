import { describe, expect, it } from 'vitest';
import { microsOf } from '#kit/time';
import type { VersionEntry } from './s3-store.ts';
import { aliveAt, goneSince, historyByKey, markersToRemove } from './version-history.ts';
import type { KeyHistory } from './version-history.ts';

const INCIDENT = microsOf('2026-05-01T10:00:00.000Z');

/** Versions newest first: `+` an object, `-` a delete marker, each with its hour. */
function history(...moments: readonly string[]): KeyHistory {
  const versions = moments.map((moment, i): VersionEntry => ({ key: 'a', versionId: `v${moments.length - i}`, isLatest: i === 0, marker: moment.startsWith('-'), lastModified: `2026-05-01T${moment.slice(1)}:00.000Z`, etag: null, sizeBytes: 1 }));
  return { key: 'a', versions };
}

const removed = (one: KeyHistory): readonly string[] => markersToRemove(one, INCIDENT).map(({ versionId }) => versionId);

describe('which delete markers an undelete takes away', () => {
  it('takes the marker that the incident put on a living object', () => {
    expect(removed(history('-10:00', '+08:00'))).toEqual(['v2']);
  });

  it('takes all markers of the incident when it deleted more than once', () => {
    expect(removed(history('-10:05', '-10:00', '+08:00'))).toEqual(['v3', 'v2']);
  });

  it('leaves an object deleted that its user had deleted before the incident', () => {
    expect(removed(history('-09:00', '+08:00'))).toEqual([]);
  });

  it('leaves an object deleted when the incident only put another marker on a user\'s deletion', () => {
    expect(removed(history('-10:00', '-09:00', '+08:00'))).toEqual([]);
  });

  it('leaves a key alone on which somebody has written since', () => {
    expect(removed(history('+11:00', '-10:00', '+08:00'))).toEqual([]);
  });

  it('finds nothing to undelete below a marker whose versions are gone', () => {
    expect(removed(history('-10:00'))).toEqual([]);
  });
});

describe('which objects have nothing left to undelete', () => {
  it('counts a key without any version, and one with only markers of the incident', () => {
    expect(goneSince(null, INCIDENT)).toBe(true);
    expect(goneSince(history('-10:00'), INCIDENT)).toBe(true);
  });

  it('does not count a key that its user had deleted, nor one with a version left', () => {
    expect(goneSince(history('-09:00'), INCIDENT)).toBe(false);
    expect(goneSince(history('-10:00', '-09:00'), INCIDENT)).toBe(false);
    expect(goneSince(history('-10:00', '+08:00'), INCIDENT)).toBe(false);
  });
});

describe('the state of a key at a moment', () => {
  const versions = history('-12:00', '+11:00', '+09:00');

  it('is the newest version not later than it, the moment itself included', () => {
    expect(aliveAt(versions, microsOf('2026-05-01T09:00:00.000Z'))?.versionId).toBe('v1');
    expect(aliveAt(versions, microsOf('2026-05-01T11:30:00.000Z'))?.versionId).toBe('v2');
  });

  it('is nothing before the first version and below a marker', () => {
    expect(aliveAt(versions, microsOf('2026-05-01T08:59:59.000Z'))).toBeNull();
    expect(aliveAt(versions, microsOf('2026-05-01T12:00:00.000Z'))).toBeNull();
  });
});

it('keeps the history of a key whole when a page ends in the middle of it', async () => {
  async function* pages(): AsyncGenerator<readonly VersionEntry[]> {
    const entry = (key: string, versionId: string): VersionEntry => ({ key, versionId, isLatest: false, marker: false, lastModified: '2026-05-01T00:00:00.000Z', etag: null, sizeBytes: 1 });
    yield [entry('a', '3'), entry('a', '2')];
    yield [entry('a', '1'), entry('b', '9')];
  }
  const found: [string, number][] = [];
  for await (const { key, versions } of historyByKey(pages())) found.push([key, versions.length]);
  expect(found).toEqual([['a', 3], ['b', 1]]);
});
