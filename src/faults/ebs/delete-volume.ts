import type { Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { refusal } from '#kit/redrill-error';
import { detachVolume } from '#stores/ebs/attach-volume';
import { BLOCK_BYTES, blocksOf } from '#stores/ebs/block-geometry';
import { describeVolume, isGone, tagsOf, volumeArn } from '#stores/ebs/describe-volume';
import { removeTags, setTags } from '#stores/ebs/set-tags';
import { readPointer } from '#targets/pointer';
import { deleteKnownVolume } from './delete-known-volume.ts';
import { mustBeBackedUp } from './must-be-backed-up.ts';
import { readSafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import { tagsToMiss } from './tags-to-miss.ts';

const args = z.strictObject({
  store: z.string(),
  /** `misses`: what deletes the volume has changed its tags before, so that no rule of the Recycle Bin keeps it. */
  recycleBin: z.enum(['keeps', 'misses']).default('keeps'),
});
type Args = z.output<typeof args>;

/** Detaches a volume and deletes it: what a clean-up of "unused" volumes or `destroy` with the wrong state does. */
export const deleteVolume: FaultModule<Args> = { id: 'ebs.delete-volume', service: 'ebs', nature: 'destructive', args, targets, inject, observe };

async function targets(context: DrillContext, input: Args): Promise<readonly TargetRef[]> {
  const binding = context.binding(input.store);
  const access = context.targets.access('drill-observer', binding.region);
  const volume = await describeVolume(access, binding.resource);
  if (isGone(volume)) return [];
  await mustBeBackedUp(context, { access, store: context.store(input.store), volume, recycleBin: input.recycleBin });
  const blocks = blocksOf(volume.Size ?? 0);
  const [attachment] = volume.Attachments ?? [];
  const where = attachment === undefined ? 'attached nowhere' : `attached to ${attachment.InstanceId} as ${attachment.Device}`;
  return [{
    store: input.store,
    arn: volumeArn(binding),
    what: `volume ${binding.resource} (${volume.Size} GiB ${volume.VolumeType} in ${volume.AvailabilityZone}, ${where})${input.recycleBin === 'keeps' ? ', kept by the Recycle Bin' : ', past the Recycle Bin'}`,
    count: blocks,
    bytes: blocks * BLOCK_BYTES,
    sample: [],
    tags: tagsOf(volume),
  }];
}

interface Blow {
  readonly access: AwsAccess;
  readonly volumeId: string;
  readonly store: string;
}

async function inject(context: DrillContext, { store, recycleBin }: Args): Promise<void> {
  const { resource, region } = context.binding(store);
  const blow: Blow = { access: context.targets.access('drill-operator', region), volumeId: resource, store };
  await mustBeMeant(context, blow);
  if (recycleBin === 'misses') await missRecycleBin(context, blow);
  await strike(context, blow, { part: 'detach', what: `detach volume ${resource}`, done: (volume) => isGone(volume) || volume.State === 'available', act: () => detachVolume(context, blow.access, resource) });
  await strike(context, blow, { part: 'delete', what: `delete volume ${resource}`, done: isGone, act: () => deleteKnownVolume(blow.access, resource, (volume) => mayGo(context, volume)) });
}

/** The volume that the safety copy was made of: no other is deleted, whatever the pointer says by now. */
async function mustBeMeant(context: DrillContext, { access, volumeId, store }: Blow): Promise<void> {
  const places = safetyPlaces(context, store);
  const document = await readSafetyDocument(access, places);
  if (document === null) throw refusal('fault.no-safety-copy', `s3://${places.bucket}/${places.settings} does not exist: there is no safety copy of ${store}, so nothing may be destroyed`);
  if (document.volumeId !== volumeId) throw refusal('ebs.other-volume', `the safety copy of ${store} is of ${document.volumeId}, and ${volumeId} would be deleted: it is left alone`);
}

/** Its owner may have changed the mind since the plan was made. */
function mayGo({ config }: DrillContext, volume: Volume): void {
  const { key, value } = config.guards.optInTag;
  if (key === '' || value === '' || tagsOf(volume)[key] !== value) throw refusal('guard.opt-in-tag', `${volume.VolumeId} is no longer tagged ${key}=${value}: its owner does not allow drills, and it is not deleted`);
}

interface Part {
  readonly part: string;
  readonly what: string;
  done(volume: Volume | null): boolean;
  act(): Promise<void>;
}

/** One request, with the conductor's guards (signal, lease, stop file) and the volume's own tag looked at right before it. */
async function strike(context: DrillContext, { access, volumeId, store }: Blow, { part, what, done, act }: Part): Promise<void> {
  await context.effect({
    id: `3-disrupt/ebs.delete-volume/${store}/${part}`,
    what,
    destructive: true,
    probe: async () => (done(await describeVolume(access, volumeId)) ? { volume: volumeId } : undefined),
    act: async () => {
      const volume = await describeVolume(access, volumeId);
      if (!isGone(volume)) {
        mayGo(context, volume);
        await act();
      }
      return { volume: volumeId };
    },
  });
}

async function missRecycleBin(context: DrillContext, { access, volumeId, store }: Blow): Promise<void> {
  const change = async (): Promise<Awaited<ReturnType<typeof tagsToMiss>> | null> => {
    const volume = await describeVolume(access, volumeId);
    return isGone(volume) ? null : tagsToMiss(access, volume);
  };
  await strike(context, { access, volumeId, store }, {
    part: 'tags', what: `change the tags of ${volumeId}, so that no rule of the Recycle Bin keeps it`, done: isGone,
    act: async () => {
      const tags = await change();
      await removeTags(access, volumeId, tags?.remove ?? []);
      await setTags(access, volumeId, tags?.add ?? []);
    },
  });
}

/** As a user: is there still a volume where the pointer leads, and is it attached? Broken when it is gone; detached it is only harmed. */
async function observe(context: DrillContext, { store }: Args): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }> {
  const { region, pointer } = context.binding(store);
  const access = context.targets.access('platform-app', region);
  try {
    const pointed = await readPointer(access, pointer);
    if (pointed === null) return { broken: null, detail: `the pointer ${pointer} does not exist` };
    const volume = await describeVolume(access, pointed);
    if (isGone(volume)) return { broken: true, detail: `${pointer} leads to ${pointed}, which is gone (${volume === null ? 'InvalidVolume.NotFound' : 'deleting'})` };
    const attachment = volume.Attachments?.[0]?.State ?? 'attached nowhere';
    const harmed = attachment !== 'attached';
    return { broken: false, harmed, detail: `${pointed} is ${volume.State} and ${attachment}${harmed ? ': no instance can rely on it' : ''}` };
  } catch (error) {
    return { broken: null, detail: `looking at the volume of ${store} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
