import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLOCK_MAP_TABLE, LAST_JUMP, StoredClockMap } from './clock-map.ts';

function mapOf(jumps: readonly { readonly real: number; readonly by: number }[]): StoredClockMap {
  const db = new DatabaseSync(':memory:');
  db.exec(CLOCK_MAP_TABLE);
  let ahead = 0;
  for (const { real, by } of jumps) {
    db.prepare('INSERT INTO clock_map VALUES (?, ?, ?)').run(real, ahead, ahead + by);
    ahead += by;
  }
  return new StoredClockMap({ db }, () => ahead);
}

describe('between real and drill time', () => {
  test('without a jump both are the same distance apart at all times', () => {
    const map = mapOf([]);
    expect(map.drillOfReal(1000)).toBe(1000);
    expect(map.realOfDrill(1000)).toBe(1000);
  });

  test('a commit at the real moment of a jump lies before it, and a moment inside the gap is the jump itself', () => {
    const map = mapOf([{ real: 100, by: 1000 }]);
    expect([map.drillOfReal(99), map.drillOfReal(100), map.drillOfReal(101)]).toEqual([99, 100, 1101]);
    expect([map.realOfDrill(99), map.realOfDrill(100), map.realOfDrill(600), map.realOfDrill(1099), map.realOfDrill(1101)]).toEqual([99, 100, 100, 100, 101]);
  });

  test('the jump before a moment is found by the index, not by looking at one jump after the other', () => {
    const db = new DatabaseSync(':memory:');
    db.exec(CLOCK_MAP_TABLE);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${LAST_JUMP}`).all(1);
    expect(plan).toMatchObject([{ detail: expect.stringMatching(/^SEARCH clock_map USING INDEX clock_map_drill \(<expr><\?\)$/) as string }]);
  });

  test('a restore to a moment takes exactly the commits whose drill time is not later, whatever the jumps', () => {
    const jump = fc.record({ real: fc.integer({ min: 1, max: 10_000 }), by: fc.integer({ min: 1, max: 5000 }) });
    fc.assert(fc.property(fc.uniqueArray(jump, { selector: ({ real }) => real, maxLength: 8 }), fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 60_000 }), (jumps, commits, target) => {
      const map = mapOf(jumps.sort((a, b) => a.real - b.real));
      const real = map.realOfDrill(target);
      expect(commits.filter((commit) => commit <= real)).toEqual(commits.filter((commit) => map.drillOfReal(commit) <= target));
    }));
  });
});
