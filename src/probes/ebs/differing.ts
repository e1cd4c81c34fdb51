import type { BlockDigests } from '#stores/ebs/block-geometry';
import { blockName } from '#stores/ebs/volume-layout';

/** Names of the blocks that are not the same on both sides; a block that only one of them has is not the same. */
export function differing(a: BlockDigests, b: BlockDigests): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((index) => a.get(index) !== b.get(index)).sort((x, y) => x - y).map(blockName);
}
