import { expect, it } from 'vitest';
import type { VaultPoint } from '#stores/backup/vault-points';
import { pointsOf, restorablePoint } from './points-of.ts';

const point: VaultPoint = { arn: 'arn:p', resourceArn: 'arn:db', continuous: false, status: 'COMPLETED', message: null, createdAt: '2026-11-05T05:01:00Z', completedAt: '2026-11-05T05:20:00Z', planId: 'plan', sizeBytes: 5 };

it('counts a scheduled point from the moment its job began, and as usable once it was completed', () => {
  expect(pointsOf([point])).toEqual([{ id: 'arn:p', madeBy: 'schedule', createdAt: point.createdAt, availableAt: point.completedAt, status: 'completed', found: [], claimedUntil: point.createdAt }]);
});

it('never lets a point serve that somebody asked for, that is half, that expires or that still runs', () => {
  const facts = pointsOf([{ ...point, planId: null }, { ...point, status: 'PARTIAL' }, { ...point, status: 'EXPIRED' }, { ...point, status: 'CREATING', completedAt: null }, { ...point, continuous: true }]);
  expect(facts.map(({ madeBy, status, availableAt }) => [madeBy, status, availableAt !== null])).toEqual([['other', 'completed', true], ['schedule', 'failed', false], ['schedule', 'failed', false], ['schedule', 'running', false]]);
});

it('takes each newest restorable moment as a point of its own, usable from when it was first seen', () => {
  expect(restorablePoint('arn:c', '2026-11-05T05:00:00Z', '2026-11-05T05:04:00Z')).toMatchObject({ id: 'arn:c@2026-11-05T05:00:00Z', claimedUntil: '2026-11-05T05:00:00Z', availableAt: '2026-11-05T05:04:00Z' });
});
