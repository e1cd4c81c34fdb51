import type { Binding, DrillContext, SafetyCopy } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { databaseSize } from '#stores/rds/database-size';
import { readInstanceSettings } from '#stores/rds/read-instance-settings';
import { secretName } from '#stores/rds/read-secret';
import { byHand } from './safety-by-hand.ts';
import { deleteSafetyDocument, hasSafetyDocument, writeSafetyDocument } from './safety-document.ts';
import { RUN_TAG, safetyPlaces } from './safety-places.ts';
import { restoreSafetyCopy } from './safety-restore.ts';
import { deleteSnapshot, describeSnapshot, makeSnapshot } from './safety-snapshot.ts';

/** The harness's own snapshot of an instance, with the settings that no snapshot holds. Put-back alone uses it, and only when the runbook failed. */
export const rdsSafetyCopy: SafetyCopy = { service: 'rds', make, restore: restoreSafetyCopy, discard, byHand };

type Made = Awaited<ReturnType<SafetyCopy['make']>>;

async function make(context: DrillContext, binding: Binding): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  const size = await databaseSize({ access, identifier: binding.resource, secret: secretName(binding.pointer) });
  const made: Made = { where: `snapshot ${places.snapshot} and s3://${places.bucket}/${places.settings}`, count: size?.rows ?? 0, bytes: size?.bytes ?? 0, verified: false };
  return context.effect<Made>({
    id: `2-baseline/safety-copy/${binding.store}`,
    what: `take the snapshot ${places.snapshot} of ${binding.resource} and keep its settings`,
    destructive: false,
    probe: async () => {
      const snapshot = await describeSnapshot(access, places.snapshot);
      return snapshot?.Status === 'available' && (await hasSafetyDocument(access, places)) ? { ...made, verified: await describes(context, binding) } : undefined;
    },
    act: async () => {
      const { instance, settings } = await readInstanceSettings(access, binding.resource);
      if (instance.DbiResourceId === undefined) throw new RedrillError('safety.no-resource-id', `RDS describes ${binding.resource} without a resource id`, { actor: 'platform' });
      await writeSafetyDocument(access, places, { resourceId: instance.DbiResourceId, settings });
      await makeSnapshot(context, access, { instance: binding.resource, snapshot: places.snapshot, tags: [{ Key: RUN_TAG, Value: places.own }] });
      return { ...made, verified: await describes(context, binding) };
    },
  });
}

/** The snapshot is whole, of this very instance, and encrypted when the instance is. */
async function describes(context: DrillContext, binding: Binding): Promise<boolean> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  const [snapshot, { instance }] = [await describeSnapshot(access, places.snapshot), await readInstanceSettings(access, binding.resource)];
  return snapshot?.Status === 'available' && snapshot.DbiResourceId === instance.DbiResourceId && (snapshot.Encrypted ?? false) === (instance.StorageEncrypted ?? false) && (await hasSafetyDocument(access, places));
}

async function discard(context: DrillContext, { id, region }: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, id);
  const access = context.targets.access('drill-operator', region);
  await deleteSnapshot(context, access, places.snapshot);
  await deleteSafetyDocument(access, places);
}
