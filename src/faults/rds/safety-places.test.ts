import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safetyPlaces } from './safety-places.ts';

type Context = Parameters<typeof safetyPlaces>[0];
const context = (run: Partial<Context['run']>): Context => ({ run: { id: '0007-rds-loss', number: 7, seed: 's', folder: '/results/0007-rds-loss', ...run }, config: { harness: { safetyBucket: 'safety', leaseBucket: 'lease' } } as Context['config'] });

it('gives snapshots names that RDS takes, whatever the run and the store are called', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (id, store) => {
    const { snapshot, replaced } = safetyPlaces(context({ id, token: 'ab12' }), store);
    for (const name of [snapshot, replaced]) {
      expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/);
      expect(name.length).toBeLessThanOrEqual(255);
    }
  }));
});

it('never takes the copy of a namesake in another results folder for its own', () => {
  expect(safetyPlaces(context({ token: 'ab12' }), 'DR-S1')).not.toEqual(safetyPlaces(context({ token: 'cd34' }), 'DR-S1'));
  expect(safetyPlaces(context({ folder: '/other/0007-rds-loss' }), 'DR-S1')).not.toEqual(safetyPlaces(context({}), 'DR-S1'));
});
