import fc from 'fast-check';
import { expect, it } from 'vitest';
import { restoredName } from './choose-identifier.ts';

it('gives names that RDS takes: 63 characters at most, no hyphen twice or at the end', () => {
  const resource = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,62}$/).filter((text) => text.length <= 63);
  fc.assert(fc.property(resource, fc.integer({ min: 1, max: 50 }), (name, n) => {
    expect(restoredName(name, n)).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(restoredName(name, n).length).toBeLessThanOrEqual(63);
  }));
});

it('counts on from the second one', () => {
  expect([1, 2, 3].map((n) => restoredName('portal-db', n))).toEqual(['portal-db-restored', 'portal-db-restored-2', 'portal-db-restored-3']);
});
