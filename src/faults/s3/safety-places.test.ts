import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DrillContext } from '#contract/modules';
import { safetyKey, safetyPlaces } from './safety-places.ts';

const context = { run: { id: '0007-s3-bucket-deletion' }, config: { harness: { safetyBucket: 'safety' } } } as DrillContext;

it('never makes a key longer than S3 takes, and never gives two objects the same place', () => {
  const places = safetyPlaces(context, 'DR-S5');
  const key = fc.oneof(fc.string({ minLength: 1 }), fc.integer({ min: 900, max: 1024 }).map((n) => 'k'.repeat(n)), fc.integer({ min: 450, max: 512 }).map((n) => 'ü'.repeat(n)));
  fc.assert(fc.property(key, key, (a, b) => {
    expect(Buffer.byteLength(safetyKey(places, a).key)).toBeLessThanOrEqual(1024);
    expect(safetyKey(places, a).key === safetyKey(places, b).key).toBe(a === b);
  }));
});
