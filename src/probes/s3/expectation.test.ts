import { describe, expect, it } from 'vitest';
import { microsOf } from '#kit/time';
import { expectationOf } from './expectation.ts';
import type { Content, Moment } from './manifest-line.ts';
import { Tally } from './tally.ts';

const content = (name: string): Content => ({ sha256: name.padEnd(64, '0'), size: 1, meta: 'm', tags: '' });
const [A, B, C] = [content('a'), content('b'), content('c')];
const at = (time: string): string => `2026-05-01T${time}:00.000Z`;
const R = microsOf(at('10:00'));
const T0 = microsOf(at('12:00'));

/** The verdict on one key: moments newest first, and what is there. */
function judged(moments: readonly Moment[], live: Content | null): Pick<Tally, 'missing' | 'unexpected' | 'different' | 'lostWrites' | 'recovered'> {
  const tally = new Tally();
  tally.add('key', expectationOf(moments, R, T0), live);
  const { missing, unexpected, different, lostWrites, recovered } = tally;
  return { missing, unexpected, different, lostWrites, recovered };
}

const RIGHT = { missing: 0, unexpected: 0, different: 0, lostWrites: 0 };

describe('what a recovery to R must hold', () => {
  it('is the version that was current at R', () => {
    const moments = [{ at: at('09:00'), content: B }, { at: at('08:00'), content: A }];
    expect(judged(moments, B)).toEqual({ ...RIGHT, recovered: 1 });
    expect(judged(moments, A)).toEqual({ ...RIGHT, recovered: 0, different: 1 });
    expect(judged(moments, null)).toEqual({ ...RIGHT, recovered: 0, missing: 1 });
  });

  it('is nothing where a user had deleted the object before R: coming back is a fault', () => {
    const moments = [{ at: at('09:00'), content: null }, { at: at('08:00'), content: A }];
    expect(judged(moments, null)).toEqual({ ...RIGHT, recovered: 0 });
    expect(judged(moments, A)).toEqual({ ...RIGHT, recovered: 0, unexpected: 1 });
  });

  it('is nothing for a name that nobody ever wrote', () => {
    expect(judged([], C)).toEqual({ ...RIGHT, recovered: 0, unexpected: 1 });
  });
});

describe('writes after R', () => {
  const moments = [{ at: at('11:00'), content: B }, { at: at('08:00'), content: A }];

  it('count as lost where they are absent, and the state at R is right then', () => {
    expect(judged(moments, A)).toEqual({ ...RIGHT, recovered: 1, lostWrites: 1 });
  });

  it('are neither missing nor unexpected where they came back', () => {
    expect(judged(moments, B)).toEqual({ ...RIGHT, recovered: 1 });
    expect(judged([{ at: at('11:00'), content: B }], B)).toEqual({ ...RIGHT, recovered: 0 });
  });

  it('do not excuse any other content', () => {
    expect(judged(moments, C)).toEqual({ ...RIGHT, recovered: 0, different: 1, lostWrites: 1 });
  });

  it('include deletions: one that came undone is a lost write, not a fault', () => {
    expect(judged([{ at: at('11:00'), content: null }, { at: at('08:00'), content: A }], A)).toEqual({ ...RIGHT, recovered: 1, lostWrites: 1 });
  });

  it('do not call a key recovered that its user deleted after R: an empty store has brought nothing back', () => {
    const moments = [{ at: at('11:00'), content: null }, { at: at('08:00'), content: A }];
    expect(judged(moments, null)).toEqual({ ...RIGHT, recovered: 0 });
    const tally = new Tally();
    tally.add('k', expectationOf(moments, R, T0), null, true);
    expect([tally.expected, tally.unchanged]).toEqual([0, 0]);
  });

  it('are no loss once the platform has written again after the strike', () => {
    expect(judged([{ at: at('13:00'), content: C }, ...moments], C)).toEqual({ ...RIGHT, recovered: 1 });
  });
});

it('accepts either state where a change lies within a second of R, as listings give whole seconds', () => {
  const moments = [{ at: at('10:00'), content: B }, { at: at('08:00'), content: A }];
  expect(judged(moments, A)).toEqual({ ...RIGHT, recovered: 1 });
  expect(judged(moments, B)).toEqual({ ...RIGHT, recovered: 1 });
});

it('sees a change of metadata or tags alone, and overlooks them only where nobody recorded them', () => {
  const moments = [{ at: at('08:00'), content: A }];
  expect(judged(moments, { ...A, meta: 'other' })).toMatchObject({ different: 1 });
  expect(judged(moments, { ...A, tags: 'other' })).toMatchObject({ different: 1 });
  expect(judged([{ at: at('08:00'), content: { ...A, meta: null, tags: null } }], { ...A, meta: 'other' })).toMatchObject({ different: 0 });
});

it('keeps at most 20 names of each kind and counts all', () => {
  const tally = new Tally();
  for (let i = 0; i < 50; i += 1) tally.add(`key-${i}`, expectationOf([], R, T0), A);
  expect(tally.unexpected).toBe(50);
  expect(tally.samples).toHaveLength(20);
});
