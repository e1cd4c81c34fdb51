import { z } from 'zod';
import { RedrillError } from '#kit/redrill-error';
import { BLOCK_BYTES } from './block-geometry.ts';
import type { SignedCaller } from './signed-caller.ts';

/** A block that a snapshot holds, and the token with which it is read. */
export interface SnapshotBlock {
  readonly index: number;
  readonly token: string;
}

/** Blocks `from` up to, and without, `to`. */
export interface BlockRange {
  readonly from: number;
  readonly to: number;
}

const page = z.object({
  Blocks: z.array(z.object({ BlockIndex: z.number().int().nonnegative(), BlockToken: z.string() })).nullish(),
  BlockSize: z.number().int().nullish(),
  VolumeSize: z.number().nullish(),
  NextToken: z.string().nullish(),
});

/** The most that one page may hold. */
const PAGE = 10_000;

/** The blocks that a snapshot holds in a range, ascending; pages are fetched side by side, each from a start of its own. */
export async function listBlocks(caller: SignedCaller, snapshotId: string, { from, to }: BlockRange, signal?: AbortSignal): Promise<readonly SnapshotBlock[]> {
  const starts = Array.from({ length: Math.ceil(Math.max(0, to - from) / PAGE) }, (_, n) => from + n * PAGE);
  const parts = await Promise.all(starts.map((start) => listPart(caller, snapshotId, { from: start, to: Math.min(to, start + PAGE) }, signal)));
  return parts.flat();
}

async function listPart(caller: SignedCaller, snapshotId: string, { from, to }: BlockRange, signal?: AbortSignal): Promise<readonly SnapshotBlock[]> {
  const blocks: SnapshotBlock[] = [];
  let token: string | undefined;
  do {
    const { body } = await caller.call({ what: `ListSnapshotBlocks ${snapshotId} from block ${from}`, method: 'GET', path: `/snapshots/${snapshotId}/blocks`, query: { maxResults: String(PAGE), startingBlockIndex: String(from), pageToken: token }, signal });
    const { Blocks, BlockSize, NextToken } = page.parse(JSON.parse(body.toString('utf8')));
    if (BlockSize != null && BlockSize !== BLOCK_BYTES) throw new RedrillError('ebs.BlockSize', `snapshot ${snapshotId} has blocks of ${BlockSize} bytes; expected ${BLOCK_BYTES}`, { actor: 'platform' });
    for (const { BlockIndex, BlockToken } of Blocks ?? []) {
      if (BlockIndex >= to) return blocks;
      blocks.push({ index: BlockIndex, token: BlockToken });
    }
    token = NextToken || undefined;
  } while (token !== undefined);
  return blocks;
}
