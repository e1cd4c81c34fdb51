import { hash } from 'node:crypto';

/** Bytes of a block of the EBS direct APIs (EBS guide, "EBS direct APIs concepts"). */
export const BLOCK_BYTES = 524_288;

/** A block that holds nothing: one that was never written reads like this, and snapshots leave it out. */
export const ZERO_BLOCK: Buffer = Buffer.alloc(BLOCK_BYTES);
export const ZERO_BLOCK_SHA256: string = hash('sha256', ZERO_BLOCK, 'hex');

const BLOCKS_PER_GIB = 1_073_741_824 / BLOCK_BYTES;

/** How many blocks a volume of so many GiB has. */
export function blocksOf(gib: number): number {
  return gib * BLOCKS_PER_GIB;
}

/** SHA-256 (hex) by index of every block that holds something but zeros. */
export type BlockDigests = ReadonlyMap<number, string>;
