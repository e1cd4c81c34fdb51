import type { AwsAccess } from '#contract/aws';
import { blocksOf } from './block-geometry.ts';
import { listBlocks } from './list-blocks.ts';
import { MarkTally } from './marks.ts';
import { readBlock } from './read-block.ts';
import { withCaller, type SignedCaller } from './signed-caller.ts';
import { eachBlock } from './snapshot-digests.ts';
import { decodeHeader, markBlocks, type VolumeLayout } from './volume-layout.ts';

/** The layout of what a snapshot holds; null where it has none (an empty snapshot). */
export async function snapshotLayout(caller: SignedCaller, snapshotId: string, signal?: AbortSignal): Promise<VolumeLayout | null> {
  const [first] = await listBlocks(caller, snapshotId, { from: 0, to: 1 }, signal);
  return first === undefined ? null : decodeHeader(await readBlock(caller, snapshotId, first, signal));
}

/** The marks that a snapshot holds: only their blocks are read. One without a header holds none. */
export async function snapshotMarks(access: AwsAccess, snapshotId: string, signal?: AbortSignal): Promise<MarkTally> {
  const tally = new MarkTally();
  await withCaller({ access, service: 'ebs' }, async (caller) => {
    const layout = await snapshotLayout(caller, snapshotId, signal);
    if (layout === null) return;
    const blocks = await listBlocks(caller, snapshotId, markBlocks(layout), signal);
    await eachBlock(blocks, caller.limiter, async (block) => tally.addBlock(await readBlock(caller, snapshotId, block, signal)));
  });
  return tally;
}

/** All blocks of a snapshot of a volume of so many GiB. */
export function wholeRange(gib: number): { readonly from: 0; readonly to: number } {
  return { from: 0, to: blocksOf(gib) };
}
