import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '#contract/events';
import { widthOf } from '../plain-text.ts';
import { lineOf } from './line-of.ts';
import { renderBlock } from './render-block.ts';
import { EMPTY_TIMELINE, withFact, type TimelineState } from './timeline-state.ts';

const fact = (seconds: number, phase: RunEvent['phase'], type: RunEvent['type'], data: unknown): RunEvent => ({ seq: 1, prev: '', at: `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.000000Z`, mono: seconds * 1000, phase, type, data }) as RunEvent;

const FACTS: readonly RunEvent[] = [
  fact(0, '1-prepare', 'run.started', { id: '0007-s3-bucket-deletion', title: 'The bucket is gone' }),
  fact(0, '1-prepare', 'phase.started', { attempt: 1 }),
  fact(2, '1-prepare', 'phase.ended', { outcome: 'done', reason: null }),
  fact(2, '4-recover', 'phase.started', { attempt: 1 }),
  fact(3, '3-disrupt', 'fault.observed', { fault: 's3.delete-bucket', store: 'DR-S5', earliest: '2026-01-01T00:00:03.000000Z', observed: '2026-01-01T00:00:03.500000Z', detail: 'gone' }),
  fact(4, '4-recover', 'step.started', { n: 1, title: 'Recreate \u001b[2J the bucket', uses: 's3.recreate', marks: 'restore' }),
];
const state = FACTS.reduce(withFact, EMPTY_TIMELINE);
const now = { at: '2026-01-01T00:01:10.000000Z', mono: 9000 };

describe('the live block', () => {
  it('shows phases and steps with drill time and real time, and the moments reached', () => {
    const withBeacons: TimelineState = { ...state, beacons: { 'DR-S5': { acknowledged: 12, failed: 1 } } };
    expect(renderBlock(withBeacons, now, 100)).toEqual([
      '0007-s3-bucket-deletion  The bucket is gone',
      'drill time 2026-01-01 00:01:10  beacons DR-S5: 12 acknowledged, 1 failed',
      `${'+ 1-prepare'.padEnd(60)}           2 s drill       0 s real`,
      `${'> 4-recover'.padEnd(60)}     1 min 8 s drill       0 s real`,
      `${'    > 1. Recreate \\u{1b}[2J the bucket'.padEnd(60)}     1 min 6 s drill       0 s real`,
      'T0 fault 00:00:03',
    ]);
  });

  it('never draws a line wider than the terminal, nor a control character', () => {
    fc.assert(fc.property(fc.integer({ min: 20, max: 200 }), fc.string({ unit: 'grapheme' }), (width, title) => {
      const block = renderBlock(withFact(state, fact(5, '4-recover', 'step.started', { n: 2, title, uses: 'x', marks: 'other' })), now, width);
      for (const line of block) {
        expect(widthOf(line)).toBeLessThan(width);
        expect(line).not.toMatch(/\p{Cc}/u);
      }
    }));
  });

  it('keeps the block short by folding earlier steps', () => {
    const many = Array.from({ length: 30 }, (_, i) => fact(5, '4-recover', 'step.started', { n: i + 2, title: 'x', uses: 'x', marks: 'other' })).reduce(withFact, state);
    expect(renderBlock(many, now, 80).length).toBeLessThan(16);
    expect(renderBlock(many, now, 80).join('\n')).toContain('… 23 earlier steps');
  });

  it('ends the newest stretch of a name, so that a resumed run draws right', () => {
    const resumed = [fact(6, '4-recover', 'phase.started', { attempt: 2 }), fact(7, '4-recover', 'phase.ended', { outcome: 'done', reason: null })].reduce(withFact, state);
    expect(resumed.phases.map((one) => one.outcome)).toEqual(['done', null, 'done']);
  });
});

describe('plain lines', () => {
  it('tell a run in order with drill times, and leave out facts that only fill a report', () => {
    expect(FACTS.map(lineOf)).toEqual([
      '2026-01-01 00:00:00  0007-s3-bucket-deletion: The bucket is gone',
      '2026-01-01 00:00:00  phase 1-prepare',
      null,
      '2026-01-01 00:00:02  phase 4-recover',
      '2026-01-01 00:00:03  T0: s3.delete-bucket on DR-S5 observed: gone',
      '2026-01-01 00:00:04  step 1: Recreate \u001b[2J the bucket (s3.recreate)',
    ]);
  });
});
