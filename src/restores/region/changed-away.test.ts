import { expect, it } from 'vitest';
import { microsOf } from '#kit/time';
import type { VersionEntry } from '#stores/s3/s3-store';
import type { KeyHistory } from '#stores/s3/version-history';
import { changedAway, deletedAway } from './changed-away.ts';

const MOVED = microsOf('2026-03-10T12:00:00Z');
const version = (etag: string, hour: number, given: Partial<VersionEntry> = {}): VersionEntry => ({ key: 'k', versionId: `${etag}-${hour}`, isLatest: false, marker: false, lastModified: `2026-03-10T${String(hour).padStart(2, '0')}:00:00Z`, etag: `"${etag.repeat(32).slice(0, 32)}"`, sizeBytes: 3, ...given });
const marker = (hour: number): VersionEntry => version('0', hour, { marker: true, etag: null, sizeBytes: 0 });
const history = (...versions: readonly VersionEntry[]): KeyHistory => ({ key: 'k', versions });

it.each<[string, VersionEntry, KeyHistory | null, boolean]>([
  ['what users made there', version('b', 13), null, true],
  ['what users changed there', version('b', 13), history(version('a', 4)), true],
  ['what was changed on both sides: the newer one goes on top, the other stays below it', version('c', 13), history(version('b', 8), version('a', 4)), true],
  ['what home shows already', version('a', 13), history(version('a', 4)), false],
  ['what the recovery had only brought back', version('a', 10), history(version('a', 4)), false],
  ['what the recovery had only brought back, and home changed before the cut', version('a', 10), history(version('b', 8), version('a', 4)), false],
  ['what the recovery had only brought back, and home had deleted before the cut', version('a', 10), history(marker(8), version('a', 4)), false],
])('brings home by the moment that users moved, or by the bytes alone: %s', (_what, away, home, wanted) => {
  expect([changedAway(away, home, MOVED), changedAway(away, home, null)]).toEqual([wanted, wanted]);
});

it('takes an older content that users wrote again for a change where it knows when they moved', () => {
  const [away, home] = [version('a', 13), history(version('b', 8), version('a', 4))];
  expect([changedAway(away, home, MOVED), changedAway(away, home, null)]).toEqual([true, false]);
});

it.each<[string, KeyHistory, KeyHistory | null, boolean]>([
  ['a key that users deleted there', history(marker(13), version('a', 10)), history(version('a', 4)), true],
  ['a key that is deleted at home as well', history(marker(13), version('a', 10)), history(marker(8), version('a', 4)), false],
  ['a key that home never had', history(marker(13), version('a', 12)), null, false],
  ['a key that is alive there', history(version('a', 10)), history(version('a', 4)), false],
  ['a key that was deleted before users moved', history(marker(10), version('a', 9)), history(version('a', 4)), false],
])('deletes at home only what users deleted since they moved: %s', (_what, away, home, wanted) => {
  expect(deletedAway(away, home, MOVED)).toBe(wanted);
});
