/** Size of a block of the EBS direct APIs, and of what snapshots share. */
export const BLOCK_BYTES = 524_288;

/** A block that was never written, and its SHA-256. */
export const ZERO_BLOCK: Buffer = Buffer.alloc(BLOCK_BYTES);
export const ZERO_BLOCK_SHA256 = '07854d2fef297a06ba81685e660c332de36d5d18d546927d30daad6d7fda1541';

/** Which chunk each block is, in the order of the blocks; a block that is not there holds zeros. */
export type BlockMap = ReadonlyMap<number, number>;

const ENTRY_BYTES = 8;

/** A map as bytes: pairs of block and chunk, 32 bits each. */
export function encodeMap(blocks: BlockMap): Buffer {
  const bytes = Buffer.alloc(blocks.size * ENTRY_BYTES);
  let at = 0;
  for (const [block, chunk] of [...blocks].sort(([a], [b]) => a - b)) {
    bytes.writeUInt32LE(block, at);
    bytes.writeUInt32LE(chunk, at + 4);
    at += ENTRY_BYTES;
  }
  return bytes;
}

export function decodeMap(bytes: Uint8Array): BlockMap {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = new Map<number, number>();
  for (let at = 0; at < view.length; at += ENTRY_BYTES) blocks.set(view.readUInt32LE(at), view.readUInt32LE(at + 4));
  return blocks;
}

/** Blocks that differ between two maps, in order. */
export function changedBlocks(first: BlockMap, second: BlockMap): readonly number[] {
  const all = new Set([...first.keys(), ...second.keys()]);
  return [...all].filter((block) => first.get(block) !== second.get(block)).sort((a, b) => a - b);
}
