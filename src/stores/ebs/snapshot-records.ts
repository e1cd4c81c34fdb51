import type { AwsAccess } from '#contract/aws';
import { BLOCK_BYTES } from './block-geometry.ts';
import { decodeRecord } from './job-records.ts';
import { listBlocks } from './list-blocks.ts';
import { readBlock } from './read-block.ts';
import { withCaller } from './signed-caller.ts';
import { eachBlock } from './snapshot-digests.ts';
import { snapshotLayout, wholeRange } from './snapshot-marks.ts';
import type { VolumeLayout } from './volume-layout.ts';

/** What the records of a snapshot are worth. */
export interface RecordsRead {
  /** Null: there is no header, and so nothing else was read. */
  readonly layout: VolumeLayout | null;
  readonly good: number;
  /** Numbers of records that are missing, torn or in another's place, ascending. */
  readonly bad: readonly number[];
  /** When the newest was written (epoch microseconds); 0 when there is none. */
  readonly newestMicros: number;
}

/** Reads every record of a snapshot block by block and checks it against itself. */
export async function snapshotRecords({ access, snapshotId, gib, signal }: { readonly access: AwsAccess; readonly snapshotId: string; readonly gib: number; readonly signal?: AbortSignal }): Promise<RecordsRead> {
  return withCaller({ access, service: 'ebs' }, async (caller) => {
    const layout = await snapshotLayout(caller, snapshotId, signal);
    if (layout === null) return { layout, good: 0, bad: [], newestMicros: 0 };
    const blocks = await listBlocks(caller, snapshotId, { from: layout.recordsFrom, to: wholeRange(gib).to }, signal);
    const whole = new Set<number>();
    let newestMicros = 0;
    await eachBlock(blocks, caller.limiter, async (block) => {
      const bytes = await readBlock(caller, snapshotId, block, signal);
      for (const { number, writtenMicros } of recordsIn(bytes, block.index, layout)) {
        whole.add(number);
        newestMicros = Math.max(newestMicros, writtenMicros);
      }
    });
    const bad = Array.from({ length: layout.records }, (_, number) => number).filter((number) => !whole.has(number));
    return { layout, good: whole.size, bad, newestMicros };
  });
}

/** The whole records of a block that stand where their number says. */
function* recordsIn(bytes: Buffer, block: number, { recordsFrom, recordBytes, records }: VolumeLayout): Generator<{ readonly number: number; readonly writtenMicros: number }> {
  const first = ((block - recordsFrom) * BLOCK_BYTES) / recordBytes;
  for (let n = 0; n < BLOCK_BYTES / recordBytes && first + n < records; n += 1) {
    const record = decodeRecord(bytes.subarray(n * recordBytes, (n + 1) * recordBytes));
    if (record !== null && record.number === first + n) yield record;
  }
}
