import { uuid } from '#kit/ids';
import type { SandboxContext } from '../../../service.ts';
import { modelledMicros } from '../durations.ts';
import { COPY_JOBS, type CopyJob, type Point } from '../model.ts';

/** A copy job in state CREATED, kept. It belongs to the account and region of the source. */
export function newCopyJob(context: SandboxContext, { point, destination, lifecycle, role, creator, backupJob }: {
  readonly point: Point; readonly destination: string; readonly lifecycle: CopyJob['lifecycle']; readonly role: string; readonly creator: CopyJob['creator']; readonly backupJob: string | null;
}): CopyJob {
  const created = context.time.nowMicros();
  const job: CopyJob = {
    id: uuid(), account: point.account, region: point.region, resource: point.resource, state: 'CREATED', created, due: created + modelledMicros(context, 'backup-start'),
    type: point.type, resourceName: point.resourceName, source: point.id, sourceVaultArn: point.vaultArn, destination, role, lifecycle, creator, backupJob,
    pointId: uuid(), point: null, sizeBytes: point.sizeBytes, ends: null, completed: null, message: null,
  };
  COPY_JOBS.put(context.catalogue, job);
  return job;
}
