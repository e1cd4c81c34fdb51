import { BLOCK_BYTES, type BlockDigests } from '#stores/ebs/block-geometry';
import { blockName } from '#stores/ebs/volume-layout';
import { expectedRow, type Moments } from '../rds/expected-row.ts';
import type { RowContent } from '../rds/row-content.ts';
import type { IntegrityTally } from '../tally.ts';
import type { WritesByBlock } from './block-writes.ts';

export interface BlocksInput {
  /** Blocks of the manifest and blocks that are there; those that hold only zeros are in neither. */
  readonly saved: BlockDigests;
  readonly live: BlockDigests;
  readonly writes: WritesByBlock;
  readonly moments: Moments;
  readonly tally: IntegrityTally<RowContent>;
}

/** Compares block by block with what each should hold at R: a block of zeros where data is expected is missing, data where none is expected is unexpected. */
export function compareBlocks({ saved, live, writes, moments, tally }: BlocksInput): void {
  const indices = [...new Set([...saved.keys(), ...live.keys(), ...writes.keys()])].sort((a, b) => a - b);
  for (const index of indices) {
    const written = writes.get(index);
    const there = contentOf(live.get(index));
    tally.add(blockName(index), expectedRow(contentOf(saved.get(index)), written ?? [], moments), there, written === undefined);
  }
}

function contentOf(sha256: string | undefined): RowContent | null {
  return sha256 === undefined ? null : { sha256, sizeBytes: BLOCK_BYTES };
}
