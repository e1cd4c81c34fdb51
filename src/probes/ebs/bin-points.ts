import type { StoreConfig } from '#contract/config.schema';
import type { RecoveryPointFact } from '#contract/events';
import type { DrillContext, PointsProbe } from '#contract/modules';
import { describeVolume, isGone, tagsOf } from '#stores/ebs/describe-volume';
import { keptBy, recycleBinRules } from '#stores/ebs/recycle-bin-rules';

const LOOK_EVERY_MS = 60_000;
const LOOKS = 3;

/**
 * Where a rule keeps deleted volumes the volume is its own recovery point: deleted now it comes back as it is now. Watched over two minutes,
 * so that a window of time is known; without a rule there is no such point, and the backup shares the fate of the volume.
 */
export async function readBinPoints(context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end'): Promise<Awaited<ReturnType<PointsProbe['read']>>> {
  const points: RecoveryPointFact[] = [];
  const looks = moment === 'baseline' ? LOOKS : 1;
  for (let look = 1; look <= looks; look += 1) {
    const point = await pointNow(context, store);
    if (point !== null) points.push(point);
    if (look < looks) await context.clock.sleep(LOOK_EVERY_MS, context.signal);
  }
  return { points, complete: true, outsideBlastRadius: survives(context, store), watchedUntil: context.clock.nowIso() };
}

async function pointNow(context: DrillContext, { id }: StoreConfig): Promise<RecoveryPointFact | null> {
  const { resource, region } = context.binding(id);
  const access = context.targets.access('drill-observer', region);
  const volume = await describeVolume(access, resource);
  if (isGone(volume) || keptBy(await recycleBinRules(access), tagsOf(volume)).length === 0) return null;
  const now = context.clock.nowIso();
  return { id: `${resource} in the Recycle Bin@${now}`, madeBy: 'schedule', createdAt: now, availableAt: now, status: 'completed', found: [], claimedUntil: now };
}

/** A fault that changes the tags first goes past the rules. */
function survives({ run }: DrillContext, { id }: StoreConfig): boolean {
  return run.faults !== undefined && run.faults.filter((fault) => fault.with['store'] === id).every((fault) => fault.uses !== 'ebs.delete-volume' || fault.with['recycleBin'] !== 'misses');
}
