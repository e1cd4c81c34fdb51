import type { RecoveryPointFact, SeriesRanges } from '#contract/events';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, PointsProbe } from '#contract/modules';
import { microsOf } from '#kit/time';
import type { VaultConfig } from '#stores/backup/backup-of';
import { ownVaultOf } from '#stores/backup/serving-vault';
import type { VaultPoint } from '#stores/backup/vault-points';
import { pointsInVault } from '#stores/ebs/points-in-vault';
import { snapshotMarks } from '#stores/ebs/snapshot-marks';
import { snapshotOfPoint } from '#stores/ebs/snapshots';

/** The points that AWS Backup holds of a volume, each with the marks that it really holds: a snapshot can be read without restoring it. */
export async function readVaultPoints(context: DrillContext, store: StoreConfig): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const vault = ownVaultOf(store);
  const points = [...(await pointsInVault(context, store, 'drill-observer'))].sort((a, b) => microsOf(a.createdAt) - microsOf(b.createdAt));
  const facts: RecoveryPointFact[] = [];
  for (const point of points) facts.push(pointFact(point, isUsable(point) ? await marksOf(context, vault, point) : []));
  return { points: facts, complete: true, outsideBlastRadius: true };
}

function pointFact(point: VaultPoint, found: readonly SeriesRanges[]): RecoveryPointFact {
  const completed = isUsable(point);
  return {
    id: point.arn,
    madeBy: point.planId === null ? 'other' : 'schedule',
    createdAt: point.createdAt,
    availableAt: completed ? point.completedAt : null,
    // PARTIAL, EXPIRED and DELETING points are none that a restore may rest on.
    status: completed ? 'completed' : point.status === 'CREATING' ? 'running' : 'failed',
    found,
  };
}

function isUsable({ status, completedAt }: VaultPoint): boolean {
  return (status === 'COMPLETED' || status === 'AVAILABLE') && completedAt !== null;
}

/** What a completed snapshot holds never changes, so while a drill waits for the next one the others are read once. */
const READ = new WeakMap<DrillContext, Map<string, readonly SeriesRanges[]>>();

async function marksOf(context: DrillContext, { region }: VaultConfig, { arn }: VaultPoint): Promise<readonly SeriesRanges[]> {
  const known = READ.get(context) ?? new Map<string, readonly SeriesRanges[]>();
  READ.set(context, known);
  const found = known.get(arn) ?? (await snapshotMarks(context.targets.access('drill-observer', region), snapshotOfPoint(arn), context.signal)).ranges();
  known.set(arn, found);
  return found;
}
