import { describe, expect, it } from 'vitest';
import type { BeaconLine } from '#contract/events';
import { addSeconds, microsOf } from '#kit/time';
import { mergeLedger } from './beacon-ledger.ts';
import { madeInSilence } from './made-in-silence.ts';

const START = '2026-01-01T00:00:00Z';
const ledger = mergeLedger([0, 60, 120, 5000, 5060].map((after, i): BeaconLine => ({ kind: 'acked', series: 'history', seq: i + 1, at: addSeconds(START, after) })));
const at = (seconds: number): number => microsOf(START) + seconds * 1e6;

describe('a point made in silence', () => {
  it.each([[90, false], [5030, false], [3000, true], [-10, true], [6000, true]])('at second %d of the ledger: %s', (seconds, silent) => {
    expect(madeInSilence(ledger, at(seconds), 60)).toBe(silent);
  });
});
