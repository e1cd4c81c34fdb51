import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { detachVolume } from '#stores/ebs/attach-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { volumesOf } from '#stores/ebs/volumes-of';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Frees the documented device of the instance at home: the volume from before the disaster is still attached there. It is kept. */
export const detachOldVolume: StepModule<Args> = { id: 'region.detach-old-volume', with: args, marks: 'configure', effects: ['ec2:DetachVolume'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const { Attachment: place } = loadVolumeDefinition(context, definition);
  if (place === null) throw usageError('ebs.definition', `${definition} names no instance and device: expected Attachment {InstanceId, Device}`);
  const outputs = await context.effect<{ readonly detached: string | null }>({
    id: `5-put-back/region.detach-old-volume/${store}`,
    what: `free ${place.Device} of ${place.InstanceId}`,
    destructive: false,
    // Act looks itself: what is free already stays so, and the restored volume is never taken away.
    probe: async () => undefined,
    act: async () => {
      const there = (await volumesOf(access, place.InstanceId)).find(({ Attachments }) => Attachments?.some(({ Device }) => Device === place.Device))?.VolumeId;
      if (there === undefined || there === resource) return { detached: null };
      await detachVolume(context, access, there);
      return { detached: there };
    },
  });
  return { outputs: { ...outputs, instance: place.InstanceId, device: place.Device } };
}
