import type { Snapshot } from '@aws-sdk/client-ec2';
import type { Binding, DrillContext } from '#contract/modules';
import { BLOCK_BYTES, type BlockDigests } from './block-geometry.ts';
import { withLook } from './own-snapshot.ts';
import { snapshotDigests } from './snapshot-digests.ts';
import { snapshotLayout, wholeRange } from './snapshot-marks.ts';
import { heldMoment } from './snapshots.ts';
import { withCaller } from './signed-caller.ts';
import type { VolumeLayout } from './volume-layout.ts';

/** What a volume or a snapshot holds, block by block. */
export interface VolumeContent {
  /** Null where it has no header. */
  readonly layout: VolumeLayout | null;
  /** All blocks that hold something, redrill's own among them. */
  readonly digests: BlockDigests;
  /** The moment that was read (ISO); null where EC2 does not say. */
  readonly at: string | null;
}

/** Reads every block of a volume through a snapshot of its own. */
export function volumeContent(context: DrillContext, binding: Binding): Promise<VolumeContent> {
  return withLook(context, binding, (snapshot) => snapshotContent(context, binding.region, snapshot));
}

/** Reads every block of a snapshot, in the time that EBS would need for as many. */
export async function snapshotContent(context: DrillContext, region: string, snapshot: Snapshot): Promise<VolumeContent> {
  const { SnapshotId: snapshotId = '', VolumeSize = 0 } = snapshot;
  const access = context.targets.access('drill-observer', region);
  const layout = await withCaller({ access, service: 'ebs' }, (caller) => snapshotLayout(caller, snapshotId, context.signal));
  const digests = await snapshotDigests({ access, snapshotId, range: wholeRange(VolumeSize), signal: context.signal });
  // The amount is known only when it was read; the model's time passes now.
  await context.modelled('ebs-read', { objects: digests.size, bytes: digests.size * BLOCK_BYTES }, async () => undefined);
  return { layout, digests, at: heldMoment(snapshot) };
}
