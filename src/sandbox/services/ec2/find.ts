import type { Place } from '../../service.ts';
import type { Snapshot, Volume } from '../ebs/model.ts';
import type { EbsState } from '../ebs/state.ts';
import { errors } from './errors.ts';

/** A volume of the caller that is not in Recycle Bin. Throws InvalidVolume.NotFound. */
export function volumeOf({ state, place }: { readonly state: EbsState; readonly place: Place }, id: string): Volume {
  if (!/^vol-[0-9a-f]+$/.test(id)) throw errors.malformed('Volume', id);
  const volume = state.volumes.find(id);
  if (!volume || volume.account !== place.account || volume.region !== place.region || volume.bin !== null) throw errors.volumeNotFound(id);
  return volume;
}

/** A snapshot in the caller's region that it owns. Throws InvalidSnapshot.NotFound. */
export function snapshotOf({ state, place }: { readonly state: EbsState; readonly place: Place }, id: string): Snapshot {
  const snapshot = visibleSnapshot({ state, place }, id);
  if (snapshot.account !== place.account) throw errors.denied(`You are not authorized to perform this operation on the snapshot ${id}, which another account owns.`);
  return snapshot;
}

/** A snapshot that the caller may make volumes from: its own, or one that is shared with it. Throws InvalidSnapshot.NotFound. */
export function visibleSnapshot({ state, place }: { readonly state: EbsState; readonly place: Place }, id: string): Snapshot {
  if (!/^snap-[0-9a-f]+$/.test(id)) throw errors.malformed('Snapshot', id);
  const snapshot = state.snapshots.find(id);
  if (!snapshot || snapshot.region !== place.region || snapshot.bin !== null || !isVisible(snapshot, place.account)) throw errors.snapshotNotFound(id);
  return snapshot;
}

export function isVisible(snapshot: Snapshot, account: string): boolean {
  return snapshot.account === account || snapshot.sharedWith.includes('all') || snapshot.sharedWith.includes(account);
}
