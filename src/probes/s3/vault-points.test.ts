import { describe, expect, it } from 'vitest';
import type { VaultPoint } from '#stores/backup/vault-points';
import { pointFact } from './vault-points.ts';

const POINT: VaultPoint = { arn: 'arn:aws:backup:us-west-2:111111111111:recovery-point:1', resourceArn: 'arn:aws:s3:::portal-data', continuous: false, status: 'COMPLETED', message: null, createdAt: '2026-11-07T05:00:00.000000Z', completedAt: '2026-11-07T05:11:00.000000Z', planId: 'plan-1', sizeBytes: 1000 };

describe('a recovery point of AWS Backup as a fact', () => {
  it('claims everything up to its creation, serves from its completion on, and shows no beacons', () => {
    expect(pointFact(POINT)).toEqual({ id: POINT.arn, madeBy: 'schedule', createdAt: POINT.createdAt, availableAt: POINT.completedAt, status: 'completed', found: [], claimedUntil: POINT.createdAt });
  });

  it('counts as completed with a message too: what it lacks is for the comparison of content to find', () => {
    expect(pointFact({ ...POINT, message: '25 objects were skipped' }).status).toBe('completed');
  });

  it('is of the schedule only where a plan made it', () => {
    expect(pointFact({ ...POINT, planId: null }).madeBy).toBe('other');
  });

  it.each(['PARTIAL', 'EXPIRED', 'DELETING', 'STOPPED', 'a status of next year'])('never serves as %s', (status) => {
    expect(pointFact({ ...POINT, status })).toMatchObject({ status: 'failed', availableAt: null });
  });

  it('is running until it says when it was completed', () => {
    expect(pointFact({ ...POINT, status: 'CREATING', completedAt: null })).toMatchObject({ status: 'running', availableAt: null });
  });
});
