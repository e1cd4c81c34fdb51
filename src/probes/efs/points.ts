import type { DrillContext, PointsProbe } from '#contract/modules';
import type { RecoveryPointFact } from '#contract/events';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { pointsInVault } from '#stores/backup/points-in-vault';
import type { VaultPoint } from '#stores/backup/vault-points';
import { fileSystemArn } from '#stores/efs/describe-file-system';

/** The points of the file system in its vault; points outlive it. What they hold only a restore would tell. */
export const efsPoints: PointsProbe = { service: 'efs', read };

async function read(context: DrillContext, store: StoreConfig): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const [backup] = store.backups;
  if (backup === undefined) return { points: [], complete: true, outsideBlastRadius: false };
  if (backup.kind !== 'aws-backup') throw new RedrillError('store.backup-kind', `${store.id}: backup ${backup.id} is of kind ${backup.kind} and cannot be one of a file system; expected kind aws-backup`);
  const held = await pointsInVault(context, backup, { arn: fileSystemArn(context.binding(store.id)), principal: 'drill-observer' });
  return { points: held.map(factOf), complete: true, outsideBlastRadius: true };
}

/** The provider's claim is the moment the job began; what was written while it ran is partly in it. */
function factOf(point: VaultPoint): RecoveryPointFact {
  const done = (point.status === 'COMPLETED' || point.status === 'AVAILABLE') && point.completedAt !== null;
  return { id: point.arn, madeBy: point.planId === null ? 'other' : 'schedule', createdAt: point.createdAt, availableAt: done ? point.completedAt : null, status: point.status === 'CREATING' ? 'running' : done ? 'completed' : 'failed', found: [], claimedUntil: point.createdAt };
}
