import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { applyBucketNotification } from '#stores/s3/apply-bucket-settings';
import { loadDefinition } from '#stores/s3/load-definition';
import { withBucketClient } from '#stores/s3/with-s3';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Switches notifications on. Only after copy-back: each object that comes back would start its ingestion again. */
export const applyNotifications: StepModule<Args> = { id: 's3.apply-notifications', with: args, marks: 'configure', effects: ['s3:PutBucketNotification'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const settings = loadDefinition(context, definition, resource);
  const access = context.targets.access('drill-restorer', region);
  await context.effect({
    id: `4-recover/s3.apply-notifications/${store}`,
    what: `switch notifications of ${resource} on`,
    destructive: false,
    // Cheap and safe to repeat, so it never asks whether it has been done.
    probe: async () => undefined,
    act: () => context.modelled('s3-control', { objects: 1, bytes: 0 }, async () => {
      await withBucketClient(access, (client) => applyBucketNotification(client, resource, settings));
      return { bucket: resource };
    }),
  });
  return { outputs: { bucket: resource } };
}
