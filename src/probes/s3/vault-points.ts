import type { RecoveryPointFact } from '#contract/events';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, PointsProbe } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { vaultPoints } from '#stores/backup/vault-points';
import type { VaultPoint } from '#stores/backup/vault-points';
import type { VaultConfig } from '#stores/backup/backup-of';
import { withBackup } from '#stores/backup/with-backup';

/** The points that AWS Backup holds of the bucket which the store is bound to now. A vault survives the bucket. */
export async function readVaultPoints(context: DrillContext, store: StoreConfig, vault: VaultConfig): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const bucketArn = `arn:aws:s3:::${context.binding(store.id).resource}`;
  const points: RecoveryPointFact[] = [];
  await withBackup(context.targets.access(observerOf(vault), vault.region), async (client) => {
    for await (const point of vaultPoints(client, vault.resource, bucketArn)) if (!point.continuous) points.push(pointFact(point));
  });
  points.sort((a, b) => microsOf(a.createdAt) - microsOf(b.createdAt));
  return { points, complete: true, outsideBlastRadius: true };
}

/** Only a restore can read what a point holds, so it counts as what AWS Backup claims: everything up to its creation. */
export function pointFact({ arn, planId, status, createdAt, completedAt }: VaultPoint): RecoveryPointFact {
  const completed = status === 'COMPLETED' && completedAt !== null;
  return {
    id: arn,
    madeBy: planId === null ? 'other' : 'schedule',
    createdAt,
    availableAt: completed ? completedAt : null,
    // PARTIAL, EXPIRED, DELETING and STOPPED points are none that a restore may rest on.
    status: completed ? 'completed' : status === 'CREATING' ? 'running' : 'failed',
    found: [],
    claimedUntil: createdAt,
  };
}

function observerOf({ account, resource }: VaultConfig): 'drill-observer' | 'drill-observer-backup' {
  if (account === 'recovery') throw new RedrillError('store.foreign-vault', `vault ${resource} lies in the recovery account, where nobody of a drill may look`);
  return account === 'backup' ? 'drill-observer-backup' : 'drill-observer';
}
