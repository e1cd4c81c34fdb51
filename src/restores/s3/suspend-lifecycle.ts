import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Stops the expiry of old versions at once: at the next midnight it would delete what an undelete needs. */
export const suspendLifecycle: StepModule<Args> = { id: 's3.suspend-lifecycle', with: args, marks: 'configure', effects: ['s3:PutLifecycleConfiguration (removes it)'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  await context.effect({
    id: `4-recover/s3.suspend-lifecycle/${store}`,
    what: `remove the lifecycle rules of ${resource} until it is restored`,
    destructive: false,
    // Cheap and safe to repeat, so it never asks whether it has been done.
    probe: async () => undefined,
    act: () => context.modelled('s3-control', { objects: 1, bytes: 0 }, async () => {
      await withBucketClient(access, (client) => client.send(new (s3Sdk().DeleteBucketLifecycleCommand)({ Bucket: resource })));
      return { bucket: resource };
    }),
  });
  return { outputs: { bucket: resource } };
}
