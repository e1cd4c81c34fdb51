import { expect, it } from 'vitest';
import type { CarriedOut } from './carry-out.ts';
import { nameOfNotRun, notRun, seriesEnds } from './series-end.ts';
import type { PreparedScenario } from './prepared-scenario.ts';

const before = (given: Partial<CarriedOut>): CarriedOut => ({ run: { id: '0003-rds-loss', number: 3, folder: '/r/3' }, summary: {}, putBackOk: true, lost: null, ...given }) as CarriedOut;
const quiet = new AbortController().signal;

it('goes on after a drill that was put back, whatever its verdict, and at the beginning', () => {
  expect(seriesEnds(quiet, undefined)).toBeNull();
  expect(seriesEnds(quiet, before({}))).toBeNull();
});

it('ends in an account that is not as it was: after a put-back that failed, and after a drill that was left', () => {
  expect(seriesEnds(quiet, before({ putBackOk: false }))).toContain('0003-rds-loss could not be put back');
  expect(seriesEnds(quiet, before({ lost: 'the lease was lost' }))).toBe('0003-rds-loss was left: the lease was lost');
});

it('ends when a person stops it, and names what it did not come to as a person would ask for it', () => {
  const stop = new AbortController();
  stop.abort('SIGINT');
  const why = seriesEnds(stop.signal, before({})) ?? '';
  expect(why).toBe('stopped by SIGINT');
  const rest = [{ scenario: { id: 'efs-loss' }, variant: 'new', mutation: null }, { scenario: { id: 'rds-loss' }, variant: null, mutation: 'one-missing' }] as unknown as readonly PreparedScenario[];
  expect(notRun(rest, why).map(nameOfNotRun)).toEqual(['efs-loss --variant new', 'rds-loss --mutate one-missing']);
});
