import type { BeaconReading, Binding, DrillContext } from '#contract/modules';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { withLook } from '#stores/ebs/own-snapshot';
import { snapshotMarks } from '#stores/ebs/snapshot-marks';

/** The marks that a volume holds, read from a snapshot of the moment: only the blocks of marks, and no instance is needed. A volume that is not there holds none: a complete answer. */
export async function readMarks(context: DrillContext, binding: Binding): Promise<BeaconReading> {
  const access = context.targets.access('drill-observer', binding.region);
  const volume = await describeVolume(access, binding.resource);
  if (isGone(volume)) return { found: [], duplicated: 0, unknownNames: 0, complete: true };
  return withLook(context, binding, async ({ SnapshotId = '' }) => {
    const tally = await snapshotMarks(access, SnapshotId, context.signal);
    return { found: tally.ranges(), duplicated: tally.duplicated, unknownNames: tally.torn, complete: true };
  });
}
