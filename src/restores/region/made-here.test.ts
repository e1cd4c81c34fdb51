import { expect, it } from 'vitest';
import { madeHere } from './made-here.ts';

const effect = (id: string, result: unknown, done = true): Parameters<typeof madeHere>[0][number] => ({ id, result, done });

it('knows what a step of this recovery made, and takes nothing else for it', () => {
  const effects = [
    effect('4-recover/rds.restore-from-backup/DR-S1/name', { identifier: 'portal-db-restored', token: 't' }),
    effect('4-recover/efs.restore-from-backup/DR-S4/made#step-31', { system: 'fs-0123' }),
    effect('4-recover/ebs.restore-from-backup/DR-S6/made', { volume: 'vol-1' }, false),
    effect('3-disrupt/s3.delete-bucket/DR-S5', { bucket: 'portal-data' }),
  ];
  expect(madeHere(effects, 'DR-S1', 'portal-db-restored')).toBe(true);
  expect(madeHere(effects, 'DR-S4', 'fs-0123')).toBe(true);
  expect([madeHere(effects, 'DR-S1', 't'), madeHere(effects, 'DR-S2', 'portal-db-restored'), madeHere(effects, 'DR-S6', 'vol-1'), madeHere(effects, 'DR-S5', 'portal-data')]).toEqual([false, false, false, false]);
});
