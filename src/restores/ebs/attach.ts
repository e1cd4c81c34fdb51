import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { attachVolume, isAttached } from '#stores/ebs/attach-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Attaches the restored volume to the documented instance under the documented device name. EC2 refuses a volume in another zone. */
export const attach: StepModule<Args> = { id: 'ebs.attach', with: args, marks: 'configure', effects: ['ec2:AttachVolume'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const { Attachment: place } = loadVolumeDefinition(context, definition);
  if (place === null) throw usageError('ebs.definition', `${definition} names no instance and device: expected Attachment {InstanceId, Device}`);
  await context.effect({
    id: `4-recover/ebs.attach/${store}`,
    what: `attach ${resource} to ${place.InstanceId} as ${place.Device}`,
    destructive: false,
    probe: async () => ((await isAttached(access, resource, place)) ? { volume: resource } : undefined),
    act: async () => {
      await attachVolume(context, access, resource, place);
      return { volume: resource };
    },
  });
  return { outputs: { volume: resource, instance: place.InstanceId, device: place.Device } };
}
