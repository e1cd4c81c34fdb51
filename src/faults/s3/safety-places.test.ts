import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safetyKey, safetyPlaces } from './safety-places.ts';

type Context = Parameters<typeof safetyPlaces>[0];
const contextOf = (run: Partial<Context['run']>): Context => ({ run: { id: '0007-s3-bucket-deletion', number: 7, seed: 's', folder: '/results/0007-s3-bucket-deletion', ...run }, config: { harness: { safetyBucket: 'safety', leaseBucket: 'lease', region: 'us-east-2' } } as Context['config'] });
const context = contextOf({});

it('never makes a key longer than S3 takes, and never gives two objects the same place', () => {
  const places = safetyPlaces(context, 'DR-S5');
  const key = fc.oneof(fc.string({ minLength: 1 }), fc.integer({ min: 900, max: 1024 }).map((n) => 'k'.repeat(n)), fc.integer({ min: 450, max: 512 }).map((n) => 'ü'.repeat(n)));
  fc.assert(fc.property(key, key, (a, b) => {
    expect(Buffer.byteLength(safetyKey(places, a).key)).toBeLessThanOrEqual(1024);
    expect(safetyKey(places, a).key === safetyKey(places, b).key).toBe(a === b);
  }));
});

it('never takes the copy of a namesake in another results folder for its own', () => {
  const placesOf = (run: Partial<Context['run']>): string[] => Object.values(safetyPlaces(contextOf(run), 'DR-S5')).filter((place) => place !== 'safety' && place !== 'us-east-2');
  const [one, other, elsewhere] = [placesOf({ token: 'ab12' }), placesOf({ token: 'cd34' }), placesOf({ folder: '/other/0007-s3-bucket-deletion' })];
  expect(new Set([...one, ...other, ...elsewhere, ...placesOf({})]).size).toBe(4 * one.length);
  expect(placesOf({ token: 'ab12' })).toEqual(one);
});
