import { createHash } from 'node:crypto';
import type { Call } from '../../../service.ts';
import { BLOCK_BYTES, ZERO_BLOCK_SHA256 } from '../blocks/block-map.ts';
import { bytesOf } from '../snapshots/new-snapshot.ts';
import { dropWrites } from '../snapshots/step-snapshot.ts';
import { ebsState } from '../state.ts';
import { modelledMicros } from '../times.ts';
import { writableSnapshot } from './access.ts';
import { errors } from './errors.ts';

interface Write {
  readonly block: number;
  readonly chunk: number | null;
}

/** CompleteSnapshot: what was written over what the parent held becomes the snapshot, when count and checksum are right. */
export function completeSnapshot(call: Call, input: Readonly<Record<string, unknown>>): object {
  const state = ebsState(call);
  const snapshot = writableSnapshot(call, String(input['SnapshotId']), 'CompleteSnapshot');
  const writes = call.catalogue.db.prepare('SELECT block, chunk FROM ebs_write WHERE snapshot = ? ORDER BY block').all(snapshot.id) as unknown as readonly Write[];
  if (input['ChangedBlocksCount'] !== writes.length) throw errors.invalid('INVALID_DEPENDENCY_REQUEST', `ChangedBlocksCount is ${String(input['ChangedBlocksCount'])}, but ${writes.length} blocks were written to the snapshot '${snapshot.id}'.`);
  requireChecksum(call, input, writes);
  state.change(() => {
    const blocks = new Map(snapshot.sourceMap === null ? [] : state.store.mapOf(snapshot.sourceMap) ?? []);
    for (const { block, chunk } of writes) {
      if (chunk === null) blocks.delete(block);
      else blocks.set(block, chunk);
    }
    const map = state.store.putMap(blocks);
    dropWrites(call, snapshot.id);
    if (snapshot.sourceMap !== null) state.store.releaseMap(snapshot.sourceMap);
    const endsMicros = Math.floor(call.time.nowMicros()) + modelledMicros(call, 'ebs-snapshot', writes.length * BLOCK_BYTES);
    state.snapshots.put({ ...snapshot, map, sourceMap: null, dataBytes: bytesOf(call, map, null).dataBytes, endsMicros, due: endsMicros });
  });
  call.time.changed();
  return { Status: 'pending' };
}

/** The optional checksum over all blocks: SHA-256 of their checksums one after the other (LINEAR). */
function requireChecksum(call: Call, input: Readonly<Record<string, unknown>>, writes: readonly Write[]): void {
  if (input['Checksum'] === undefined) return;
  if (input['ChecksumAlgorithm'] !== 'SHA256' || input['ChecksumAggregationMethod'] !== 'LINEAR') throw errors.invalid('INVALID_PARAMETER_VALUE', 'A checksum needs ChecksumAlgorithm SHA256 and ChecksumAggregationMethod LINEAR.');
  const whole = createHash('sha256');
  for (const { chunk } of writes) whole.update(Buffer.from(chunk === null ? ZERO_BLOCK_SHA256 : ebsState(call).store.digestOf(chunk) ?? '', 'hex'));
  if (whole.digest('base64') !== input['Checksum']) throw errors.invalid('INVALID_BLOCK', 'The checksum of the snapshot is not the one of the blocks that were written.');
}
