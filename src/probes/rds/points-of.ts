import type { RecoveryPointFact } from '#contract/events';
import type { VaultPoint } from '#stores/backup/vault-points';

/**
 * Snapshot points of a vault as facts. What they hold only a restore would tell: the provider's claim is the moment the job began.
 * Continuous points are left out; they are watched instead.
 */
export function pointsOf(points: readonly VaultPoint[]): readonly RecoveryPointFact[] {
  return points.filter(({ continuous }) => !continuous).map((point): RecoveryPointFact => {
    const status = statusOf(point);
    return { id: point.arn, madeBy: point.planId === null ? 'other' : 'schedule', createdAt: point.createdAt, availableAt: status === 'completed' ? point.completedAt : null, status, found: [], claimedUntil: point.createdAt };
  });
}

/** Only COMPLETED (AVAILABLE in newer APIs) can be restored from; one that is being deleted, has expired or is partial cannot. */
function statusOf({ status, completedAt }: VaultPoint): RecoveryPointFact['status'] {
  if (status === 'CREATING') return 'running';
  return (status === 'COMPLETED' || status === 'AVAILABLE') && completedAt !== null ? 'completed' : 'failed';
}

/** One value of LatestRestorableTime as a fact: restorable up to `latest`, first seen at `seenAt`. */
export function restorablePoint(arn: string, latest: string, seenAt: string): RecoveryPointFact {
  return { id: `${arn}@${latest}`, madeBy: 'schedule', createdAt: latest, availableAt: seenAt, status: 'completed', found: [], claimedUntil: latest };
}
