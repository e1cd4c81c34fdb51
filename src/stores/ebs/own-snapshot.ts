import { hash } from 'node:crypto';
import type { Snapshot } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, Binding } from '#contract/modules';
import { awaitSnapshot, createSnapshot, deleteSnapshot, snapshotsTagged } from './snapshots.ts';

/** Tag of every snapshot that a run takes for itself: its value names run, store and purpose, so that what a kill left behind is found. */
export const OWN_TAG = 'redrill:own';

/** `safety`: the copy that put-back uses; anything else is a look that is deleted when it was had. */
export type OwnPurpose = 'safety' | 'look';

/** The tag's value for a run, a store and a purpose. */
export function ownTag(context: Pick<DrillContext, 'run'>, store: string, purpose: OwnPurpose): string {
  const { id, token, folder } = context.run;
  return `${id}-${token ?? hash('sha256', folder).slice(0, 8)}/${store}/${purpose}`;
}

/** A snapshot of a run's own, begun now and waited for. */
export async function makeOwnSnapshot(context: DrillContext, access: AwsAccess, { binding, purpose }: { readonly binding: Binding; readonly purpose: OwnPurpose }): Promise<Snapshot> {
  const tags = [{ Key: OWN_TAG, Value: ownTag(context, binding.store, purpose) }, { Key: 'Name', Value: `redrill-${purpose}` }];
  const snapshotId = await createSnapshot(access, { volumeId: binding.resource, description: `redrill ${context.run.id}: ${purpose} of ${binding.store}`, tags });
  return awaitSnapshot(context, access, snapshotId);
}

/**
 * Looks at the content of a volume without an instance: a snapshot of the moment is taken, read and deleted. The volume is not changed.
 * What an earlier look left behind (a kill) goes first.
 */
export async function withLook<T>(context: DrillContext, binding: Binding, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const access = context.targets.access('drill-operator', binding.region);
  await deleteOwnSnapshots(context, binding, 'look');
  const snapshot = await makeOwnSnapshot(context, access, { binding, purpose: 'look' });
  try {
    return await work(snapshot);
  } finally {
    await deleteSnapshot(access, snapshot.SnapshotId ?? '');
  }
}

/** Deletes what a run took of a store for one purpose. Idempotent. */
export async function deleteOwnSnapshots(context: DrillContext, { store, region }: Pick<Binding, 'store' | 'region'>, purpose: OwnPurpose): Promise<void> {
  const access = context.targets.access('drill-operator', region);
  for (const { SnapshotId } of await snapshotsTagged(access, { key: OWN_TAG, value: ownTag(context, store, purpose) })) if (SnapshotId !== undefined) await deleteSnapshot(access, SnapshotId);
}
