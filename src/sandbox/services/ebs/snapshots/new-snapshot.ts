import { randomToken } from '#kit/ids';
import type { SandboxContext } from '../../../service.ts';
import { BLOCK_BYTES } from '../blocks/block-map.ts';
import { newId } from '../ids.ts';
import type { Snapshot, Tags, Volume } from '../model.ts';
import { ebsState } from '../state.ts';

/** What AWS gives as the volume of snapshots that no volume was made for: copies, and those that were written block by block. */
export const NO_VOLUME = 'vol-ffffffff';

type Chosen = Partial<Snapshot> & Pick<Snapshot, 'account' | 'region' | 'origin' | 'sizeGiB' | 'keyArn' | 'lineage'>;

/** A new snapshot, begun now and pending; nothing is kept yet. */
export function draftSnapshot(context: SandboxContext, chosen: Chosen): Snapshot {
  const now = Math.floor(context.time.nowMicros());
  return {
    id: newId('snap'), due: null, state: 'pending', message: null, volumeId: NO_VOLUME, dataBytes: 0, description: '', startedMicros: now, endsMicros: now, completedMicros: null,
    map: null, sourceMap: null, by: null, sharedWith: [], lock: null, bin: null, secret: randomToken(16), clientToken: null, volume: null, ...chosen,
  };
}

/** What of a volume its snapshot has. */
export function ofVolume(volume: Volume): Pick<Snapshot, 'account' | 'region' | 'sizeGiB' | 'keyArn' | 'lineage' | 'volumeId' | 'volume'> {
  const { account, region, sizeGiB, keyArn, lineage, type, iops, throughput, zone } = volume;
  return { account, region, sizeGiB, keyArn, lineage, volumeId: volume.id, volume: { sizeGiB, type, iops, throughput, zone } };
}

/** Keeps a snapshot with its tags. Inside `change` only. */
export function putSnapshot(context: SandboxContext, snapshot: Snapshot, tags: Tags = {}): Snapshot {
  const state = ebsState(context);
  state.tags.add(snapshot, snapshot.id, tags);
  return state.snapshots.put(snapshot);
}

/** Bytes of the blocks of a map, and of those that another has not: what a snapshot costs. */
export function bytesOf(context: SandboxContext, map: number, before: number | null): { readonly dataBytes: number; readonly changedBytes: number } {
  const { store } = ebsState(context);
  const blocks = store.mapOf(map) ?? new Map<number, number>();
  const known = new Set(before === null ? [] : store.mapOf(before)?.values());
  const changed = before === map ? 0 : [...blocks.values()].filter((chunk) => !known.has(chunk)).length;
  return { dataBytes: blocks.size * BLOCK_BYTES, changedBytes: changed * BLOCK_BYTES };
}
