import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fateOf } from './delete-objects.ts';

it('chooses the same objects again for the same seed, and others for another', () => {
  const keys = Array.from({ length: 500 }, (_, i) => `inputs/${i}`);
  const fates = (seed: string): readonly string[] => keys.map((key) => fateOf(seed, key, { share: 0.6, purgeShare: 0.1 }));
  expect(fates('a')).toEqual(fates('a'));
  expect(fates('a')).not.toEqual(fates('b'));
});

it('hits about the share it was asked for, and purges about its part of that', () => {
  const fates = Array.from({ length: 20_000 }, (_, i) => fateOf('seed', `k${i}`, { share: 0.6, purgeShare: 0.1 }));
  expect(fates.filter((fate) => fate === 'spared').length / 20_000).toBeCloseTo(0.4, 1);
  expect(fates.filter((fate) => fate === 'purged').length / 20_000).toBeCloseTo(0.06, 1);
});

it('hits every object for a share of 1 and purges none for a purge share of 0', () => {
  fc.assert(fc.property(fc.string(), (key) => { expect(fateOf('s', key, { share: 1, purgeShare: 0 })).toBe('marked'); }));
});
