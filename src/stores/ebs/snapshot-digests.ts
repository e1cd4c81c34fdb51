import type { AwsAccess } from '#contract/aws';
import { ZERO_BLOCK_SHA256, type BlockDigests } from './block-geometry.ts';
import { listBlocks, type BlockRange, type SnapshotBlock } from './list-blocks.ts';
import { digestBlock } from './read-block.ts';
import { withCaller, type SignedCallerOptions } from './signed-caller.ts';

export interface SnapshotSource {
  readonly access: AwsAccess;
  readonly snapshotId: string;
  readonly range: BlockRange;
  readonly signal?: AbortSignal;
  readonly options?: Partial<Pick<SignedCallerOptions, 'startInFlight' | 'maxInFlight' | 'retry'>>;
}

/**
 * Reads every block of a snapshot through the EBS direct APIs, as many at once as EBS lets us, and keeps a digest of each. Blocks that
 * hold only zeros count as absent: a snapshot may leave them out or not. No instance is needed.
 */
export async function snapshotDigests({ access, snapshotId, range, signal, options }: SnapshotSource): Promise<BlockDigests> {
  return withCaller({ access, service: 'ebs', ...options }, async (caller) => {
    const blocks = await listBlocks(caller, snapshotId, range, signal);
    const digests = new Map<number, string>();
    await eachBlock(blocks, caller.limiter, async (block) => { digests.set(block.index, await digestBlock(caller, snapshotId, block, signal)); });
    return new Map([...digests].filter(([, sha256]) => sha256 !== ZERO_BLOCK_SHA256).sort(([a], [b]) => a - b));
  });
}

/** As many at once as the limiter may ever allow take their turns; it holds back those that would be too many. The first failure ends it. */
export async function eachBlock(blocks: readonly SnapshotBlock[], limiter: { readonly limit: number }, work: (block: SnapshotBlock) => Promise<void>): Promise<void> {
  const waiting = blocks[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const block of waiting) await work(block);
  };
  await Promise.all(Array.from({ length: Math.min(blocks.length, Math.max(limiter.limit, MOST_WORKERS)) }, worker));
}

const MOST_WORKERS = 128;
