import { afterAll, beforeAll, expect, test } from 'vitest';
import { automatedBackups, latestOfContinuous } from './automated-backups.ts';
import { startFakeControlPlane } from './testing/fake-control-plane.ts';
import type { FakeControlPlane } from './testing/fake-control-plane.ts';

let plane: FakeControlPlane;

beforeAll(async () => {
  plane = await startFakeControlPlane();
  plane.backups.push(
    { identifier: 'portal-db', latest: '2026-05-01T10:00:00Z', continuousArn: 'arn:point:older' },
    { identifier: 'portal-db', latest: '2026-05-03T10:00:00Z' },
    { identifier: 'renamed', latest: '2026-05-02T10:00:00Z', continuousArn: 'arn:point:wanted' },
  );
});
afterAll(() => plane?.close());

test('the newest moment of a continuous point is that of its own logs, not of others kept under the name of the instance', async () => {
  const access = plane.access('drill-restorer');
  expect(await latestOfContinuous(access, 'arn:point:older')).toBe('2026-05-01T10:00:00.000000Z');
  expect(await latestOfContinuous(access, 'arn:point:wanted')).toBe('2026-05-02T10:00:00.000000Z');
  expect(await latestOfContinuous(access, 'arn:point:nobody')).toBeNull();
  expect(await automatedBackups(access, 'portal-db')).toMatchObject([{ continuousArn: 'arn:point:older' }, { continuousArn: null, latest: '2026-05-03T10:00:00.000000Z' }]);
});
