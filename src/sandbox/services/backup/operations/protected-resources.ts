import type { Call, Operation } from '../../../service.ts';
import { placeOf, vaultFor } from '../access.ts';
import { backupErrors } from '../errors.ts';
import { need, type Input } from '../input.ts';
import { POINTS, RESTORE_JOBS, type Point } from '../model.ts';
import { page } from '../page.ts';
import { at, some } from '../views/times.ts';

/** Resources that have recovery points: protected once a job has completed, until the last point is gone. */
export const protectedResourceOperations: Readonly<Record<string, Operation>> = {
  ListProtectedResources: (call, input) => listed(POINTS.of(call.catalogue, placeOf(call)), input),
  ListProtectedResourcesByBackupVault: (call, input) => {
    const vault = vaultFor(call, need(input, 'BackupVaultName'), 'ListProtectedResourcesByBackupVault');
    return listed(POINTS.of(call.catalogue, vault).filter((point) => point.vaultArn === vault.id), input);
  },
  DescribeProtectedResource: describe,
};

function listed(points: readonly Point[], input: Input): object {
  const newest = new Map<string, Point>();
  for (const point of points) {
    if (point.completed === null) continue;
    const known = newest.get(point.resource);
    if (!known || known.created < point.created) newest.set(point.resource, point);
  }
  const { rows, ...next } = page([...newest.values()].map((point) => ({ ...point, id: point.resource, point })), input);
  return { Results: rows.map(({ point }) => resourceView(point)), ...next };
}

function describe(call: Call, input: Input): object {
  const arn = need(input, 'ResourceArn');
  const { account, region } = placeOf(call);
  const here = (row: { readonly account: string; readonly region: string }): boolean => row.account === account && row.region === region;
  const points = POINTS.ofResource(call.catalogue, arn).filter((point) => here(point) && point.completed !== null).sort((a, b) => b.created - a.created);
  const newest = points[0];
  if (!newest) throw backupErrors.notFound(`Cannot find protected resource ${arn}`);
  const restore = RESTORE_JOBS.ofResource(call.catalogue, arn).filter((job) => here(job) && job.state === 'COMPLETED').sort((a, b) => b.created - a.created)[0];
  return {
    ...resourceView(newest),
    ...(restore ? { ...some('LatestRestoreExecutionTimeMinutes', Math.ceil(((restore.completed ?? restore.created) - restore.created) / 60_000_000)), ...at('LatestRestoreJobCreationDate', restore.created), ...at('LatestRestoreRecoveryPointCreationDate', restore.pointCreated) } : {}),
  };
}

function resourceView(point: Point): object {
  return { ResourceArn: point.resource, ResourceType: point.type, ResourceName: point.resourceName, ...at('LastBackupTime', point.created), LastBackupVaultArn: point.vaultArn, LastRecoveryPointArn: point.id };
}
