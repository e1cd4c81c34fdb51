import { describe, expect, it } from 'vitest';
import { mergeLedger } from './beacon-ledger.ts';
import { beaconSpans } from './beacon-spans.ts';

const at = (second: number): string => `2026-11-07T06:00:${String(second).padStart(2, '0')}.000000Z`;
const ledger = mergeLedger([1, 2, 3, 4, 5, 6].map((seq) => ({ kind: 'acked', series: 's', seq, at: at(seq) })));
const read = (ranges: readonly (readonly [number, number])[], complete = true) => [{ store: 'S', where: 'x', found: [{ series: 's', ranges }], duplicated: 0, unknownNames: 0, complete }];

describe('spans of beacons', () => {
  it('join neighbours of one fate and tell a hole from a lost tail', () => {
    expect(beaconSpans({ ledger, readings: read([[1, 2], [4, 4]]), observed: at(6), restoreAt: null })).toEqual([
      { state: 'found', from: at(1), to: at(2), count: 2 }, { state: 'lost', from: at(3), to: at(3), count: 1 },
      { state: 'found', from: at(4), to: at(4), count: 1 }, { state: 'lost', from: at(5), to: at(6), count: 2 },
    ]);
  });

  it('call nothing lost that an incomplete reading could not see, nor what came after the fault and was not yet to be seen', () => {
    expect(beaconSpans({ ledger, readings: read([[1, 2]], false), observed: at(6), restoreAt: null }).map(({ state }) => state)).toEqual(['found', 'not-read']);
    expect(beaconSpans({ ledger, readings: read([[1, 3]]), observed: at(4), restoreAt: at(5) }).map(({ state, count }) => [state, count])).toEqual([['found', 3], ['lost', 2], ['not-read', 1]]);
    expect(beaconSpans({ ledger, readings: [], observed: at(4), restoreAt: null })).toEqual([]);
  });
});
