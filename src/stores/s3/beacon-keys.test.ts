import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beaconKey, parseBeaconKey, RangeBuilder } from './beacon-keys.ts';

describe('keys of beacons', () => {
  it('sort in the order of writing and read back as what they stand for', () => {
    fc.assert(fc.property(fc.nat(2_000_000), fc.nat(2_000_000), (a, b) => {
      expect(parseBeaconKey(beaconKey('0007-run', a))).toEqual({ series: '0007-run', seq: a });
      expect(beaconKey('s', a) < beaconKey('s', b)).toBe(a < b);
    }));
  });

  it('are not confused with anything else below the prefix', () => {
    for (const key of ['redrill/beacons/x', 'redrill/beacons/s/12', 'redrill/beacons/s/t/0000000001', 'inputs/redrill/beacons/s/0000000001']) expect(parseBeaconKey(key)).toBeNull();
  });
});

it('builds the ranges of each series, holes left open', () => {
  const builder = new RangeBuilder();
  for (const seq of [1, 2, 3, 5, 6, 9]) builder.add({ series: 'history', seq });
  builder.add({ series: '0001-x', seq: 4 });
  expect(builder.build()).toEqual([{ series: 'history', ranges: [[1, 3], [5, 6], [9, 9]] }, { series: '0001-x', ranges: [[4, 4]] }]);
});
