import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { ZERO_BLOCK_SHA256, type BlockDigests } from '#stores/ebs/block-geometry';
import { describeSnapshot, snapshotOfPoint } from '#stores/ebs/snapshots';
import { snapshotContent, volumeContent, type VolumeContent } from '#stores/ebs/volume-digests';
import { usersBlocks } from '#stores/ebs/volume-layout';
import { shown } from '../rds/shown.ts';
import { differing } from './differing.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of the recovery point that was restored. */
  point: z.string().optional(),
});
type Args = z.output<typeof args>;

/**
 * Every block of the restored volume is what the recovery point holds: both are read through the EBS direct APIs, block by block. No status
 * is believed: it tells that blocks were loaded, not which. Before users are let in the two must be the same, redrill's own marks apart.
 */
export const blocksEqual: ProbeModule<Args> = {
  id: 'ebs.blocks-equal',
  with: args,
  run: (context, { store, point }) => look(context, context.candidate(store), point).catch(failedLook),
  // The volume as it is, and the same with its first block flipped.
  negativeControl: (context, { store }) => shown(blocksEqual.id, async () => {
    const content = await volumeContent(context, context.binding(store));
    return judge({ point: content, volume: { ...content, digests: flipped(content.digests) } }, context.binding(store).resource);
  }),
};

async function look(context: DrillContext, binding: Binding, point: string | undefined): Promise<ProbeReading> {
  if (point === undefined) return { result: 'unknown', detail: 'no recovery point was named to compare with' };
  const snapshot = await describeSnapshot(context.targets.access('drill-observer', binding.region), snapshotOfPoint(point));
  if (snapshot === null) return { result: 'unknown', detail: `the recovery point ${point} is gone: nobody can say any more what should be on the volume` };
  const held = await snapshotContent(context, binding.region, snapshot);
  return judge({ point: held, volume: await volumeContent(context, binding) }, binding.resource);
}

function judge({ point, volume }: { readonly point: VolumeContent; readonly volume: VolumeContent }, name: string): ProbeReading {
  const { layout } = point;
  const users = (content: VolumeContent): BlockDigests => (layout === null ? content.digests : usersBlocks(content.digests, layout));
  const expected = users(point);
  const wrong = differing(expected, users(volume));
  if (expected.size === 0) return { result: 'fail', detail: 'the recovery point holds not one block: there is nothing that the volume could be equal to' };
  if (wrong.length > 0) return { result: 'fail', detail: `${wrong.length} of ${expected.size} blocks of ${name} are not what the recovery point holds: ${wrong.slice(0, 5).join(', ')}${wrong.length > 5 ? ', ...' : ''}` };
  return { result: 'pass', detail: `all ${expected.size} blocks of ${name} are what the recovery point holds (SHA-256 of each, read block by block)` };
}

function flipped(digests: BlockDigests): BlockDigests {
  const last = [...digests.keys()].at(-1);
  return last === undefined ? new Map([[0, ZERO_BLOCK_SHA256]]) : new Map(digests).set(last, ZERO_BLOCK_SHA256);
}
