import { expect, it } from 'vitest';
import { periodOf } from './period.ts';
import { populationOf } from './population.ts';
import { attempt } from './testing/attempt.ts';

it.each([
  ['2026', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['2026Q4', '2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['2026-q1', '2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z'],
  ['2026-12', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ['2026-02', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
])('%s is the window from %s to %s', (text, from, to) => {
  expect(periodOf(text)).toEqual({ text, from, to });
});

it.each(['26', '2026Q5', '2026-13', '2026-00', 'last quarter', ''])('%j is no window', (text) => {
  expect(() => periodOf(text)).toThrow('expected a year, a quarter or a month');
});

it('every attempt that began in the window is counted once, whatever its end, and the counts add up with those before and after', () => {
  const runs = [
    attempt({ number: 1, at: '2026-09-30T23:59:59.999999Z' }),
    attempt({ number: 2, at: '2026-10-01T00:00:00.000000Z', verdict: 'fail-objective' }),
    attempt({ number: 3, at: '2026-10-02T00:00:00.000000Z', kind: 'refused', verdict: 'refused' }),
    attempt({ number: 5, at: '2026-11-02T00:00:00.000000Z', kind: 'started' }),
    attempt({ number: 6, at: '2026-12-31T23:59:59.000000Z', mutation: 'x' }),
    attempt({ number: 7, at: '2027-01-01T00:00:00.000000Z' }),
  ];
  const population = populationOf(periodOf('2026Q4'), { runs, ledgerLines: 11, head: 'ab' });
  expect(population.attempts.map(({ number }) => number)).toEqual([2, 3, 5, 6]);
  expect(population.byEnd).toEqual({ finished: 2, refused: 1, 'without an end': 1 });
  expect(population).toMatchObject({ sabotaged: 1, missingNumbers: [4], ledger: { attempts: 6, before: 1, after: 1 } });
  expect(population.ledger.before + population.attempts.length + population.ledger.after).toBe(population.ledger.attempts);
});
