import { expect, it } from 'vitest';
import { microsOf } from '#kit/time';
import { newestCompleted, newestContinuous } from './newest-point.ts';
import type { VaultPoint } from './vault-points.ts';

const point = (day: number, given: Partial<VaultPoint> = {}): VaultPoint => ({ arn: `day-${day}`, resourceArn: 'db', continuous: false, status: 'COMPLETED', message: null, createdAt: `2026-11-0${day}T05:01:00Z`, completedAt: `2026-11-0${day}T05:20:00Z`, planId: 'p', sizeBytes: 1, ...given });
const at = microsOf('2026-11-05T05:10:00Z');

it('takes the newest point that had been completed before the incident, and no half one', () => {
  const points = [point(1), point(3), point(2), point(4, { status: 'PARTIAL' }), point(5), point(3, { arn: 'continuous', continuous: true, status: 'AVAILABLE' })];
  expect(newestCompleted(points, at)?.arn).toBe('day-3');
  expect(newestCompleted([point(4, { status: 'EXPIRED' }), point(5, { status: 'CREATING', completedAt: null })], at)).toBeNull();
});

it('does not take a point whose job was still running when the incident began', () => {
  expect(newestCompleted([point(4), point(5)], microsOf('2026-11-05T05:20:00Z'))?.arn).toBe('day-4');
  expect(newestCompleted([point(4), point(5)], microsOf('2026-11-05T05:20:01Z'))?.arn).toBe('day-5');
});

it('takes a stopped continuous point only when no other can be restored from', () => {
  const stopped = point(4, { arn: 'stopped', continuous: true, status: 'STOPPED' });
  const alive = point(1, { arn: 'alive', continuous: true, status: 'AVAILABLE' });
  expect(newestContinuous([stopped, alive, point(5)])?.arn).toBe('alive');
  expect(newestContinuous([stopped, point(5)])?.arn).toBe('stopped');
  expect(newestContinuous([point(5)])).toBeNull();
});
