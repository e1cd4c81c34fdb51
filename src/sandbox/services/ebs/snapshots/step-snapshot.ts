import { regionFaultsOf } from '../../../regions/region-faults.ts';
import { AwsError, type SandboxContext } from '../../../service.ts';
import { BlockDamage } from '../blocks/block-damage.ts';
import type { Snapshot } from '../model.ts';
import { ebsState } from '../state.ts';
import { modelledMicros } from '../times.ts';
import { copyBlocks } from './copy-blocks.ts';
import { bytesOf } from './new-snapshot.ts';
import { KEY_NOT_ACCESSIBLE } from './take-snapshots.ts';

/** How long a copy waits that cannot cross from its region, before it looks again. */
const LOOK_AGAIN_MICROS = 300_000_000;

/** Moves a snapshot on by what is due: a copy's real work, the end of pending, the end of a stay in Recycle Bin, the end of a direct write that was given up. */
export async function stepSnapshot(context: SandboxContext, snapshot: Snapshot): Promise<void> {
  const state = ebsState(context);
  if (snapshot.bin !== null) return removeSnapshot(context, snapshot);
  if (snapshot.state === 'recovering') return void state.change(() => state.snapshots.put({ ...snapshot, state: 'completed', due: null }));
  if (snapshot.state !== 'pending') return void state.change(() => state.snapshots.put({ ...snapshot, due: null }));
  if (snapshot.fromRegion !== undefined && regionFaultsOf(context.catalogue).holds(snapshot.fromRegion, snapshot.region)) return void state.change(() => state.snapshots.put({ ...snapshot, due: context.time.nowMicros() + LOOK_AGAIN_MICROS }));
  if (snapshot.message === null && snapshot.map === null && snapshot.sourceMap !== null && snapshot.origin === 'ec2') return copy(context, snapshot);
  const completed = snapshot.map !== null && snapshot.message === null;
  state.change(() => state.snapshots.put({
    ...snapshot, due: null, state: completed ? 'completed' : 'error', completedMicros: completed ? Math.floor(context.time.nowMicros()) : null,
    message: completed ? null : snapshot.message ?? 'The snapshot was not completed within its timeout.',
  }));
}

/** Removes a snapshot for good, with the blocks that no other has. */
export function removeSnapshot(context: SandboxContext, snapshot: Snapshot): void {
  const state = ebsState(context);
  state.change(() => {
    for (const map of [snapshot.map, snapshot.sourceMap]) if (map !== null) state.store.releaseMap(map);
    dropWrites(context, snapshot.id);
    for (const fast of state.fastRestores.list(snapshot).filter(({ snapshotId }) => snapshotId === snapshot.id)) state.fastRestores.remove(fast.id);
    state.tags.dropAll(snapshot, snapshot.id);
    state.snapshots.remove(snapshot.id);
  });
}

/** Forgets the blocks that were written and belong to no map. Inside `change` only. */
export function dropWrites(context: SandboxContext, snapshotId: string): void {
  const { db } = context.catalogue;
  const { store } = ebsState(context);
  for (const { chunk } of db.prepare('SELECT chunk FROM ebs_write WHERE snapshot = ? AND chunk IS NOT NULL').all(snapshotId) as unknown as readonly { readonly chunk: number }[]) store.releaseChunk(chunk);
  db.prepare('DELETE FROM ebs_write WHERE snapshot = ?').run(snapshotId);
}

async function copy(context: SandboxContext, snapshot: Snapshot): Promise<void> {
  const state = ebsState(context);
  const { sourceMap, keyArn } = snapshot;
  if (sourceMap === null) return;
  try {
    await copyBlocks(context, { map: sourceMap, sameKey: false, keyArn }, (map) => {
      const now = state.snapshots.find(snapshot.id);
      // deleted meanwhile, and its source let go with it
      if (!now) return state.store.releaseMap(map);
      state.store.releaseMap(sourceMap);
      const { dataBytes } = bytesOf(context, map, null);
      const endsMicros = now.startedMicros + modelledMicros(context, 'ebs-snapshot', dataBytes);
      state.snapshots.put({ ...now, map, sourceMap: null, dataBytes, endsMicros, due: endsMicros });
    });
  } catch (error) {
    if (!(error instanceof AwsError || error instanceof BlockDamage)) throw error;
    state.change(() => {
      const now = state.snapshots.find(snapshot.id);
      if (!now) return;
      state.store.releaseMap(sourceMap);
      state.snapshots.put({ ...now, sourceMap: null, due: null, state: 'error', message: error instanceof AwsError ? KEY_NOT_ACCESSIBLE : error.message });
    });
  }
}
