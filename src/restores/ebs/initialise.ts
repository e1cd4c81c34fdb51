import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { BLOCK_BYTES } from '#stores/ebs/block-geometry';
import { volumeDevice } from '#stores/ebs/device';
import { awaitInitialised } from '#stores/ebs/volume-status';
import { imageDigests } from '#stores/ebs/image-digests';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/**
 * A volume made from a snapshot loads its blocks when they are first read, slowly. Where the device can be reached every block is read
 * once (EBS guide, "initialize volumes"); then the step waits until EC2 says that all of them are there.
 */
export const initialise: StepModule<Args> = { id: 'ebs.initialise', with: args, marks: 'configure', effects: [], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const binding = context.candidate(store);
  const access = context.targets.access('drill-restorer', binding.region);
  const read = context.targets.control === null ? null : await imageDigests(await volumeDevice(context, binding), context.signal);
  const status = await awaitInitialised(context, access, binding.resource);
  return { outputs: { volume: binding.resource, blocksRead: read?.size ?? null, bytesRead: read === null ? null : read.size * BLOCK_BYTES, status } };
}
