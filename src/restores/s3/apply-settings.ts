import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { applyBucketSettings } from '#stores/s3/apply-bucket-settings';
import { loadDefinition } from '#stores/s3/load-definition';
import { withBucketClient } from '#stores/s3/with-s3';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Gives the restored bucket its documented settings, all but notifications. Setting them twice changes nothing. */
export const applySettings: StepModule<Args> = {
  id: 's3.apply-settings',
  with: args,
  marks: 'configure',
  effects: ['s3:PutBucketPublicAccessBlock', 's3:PutBucketOwnershipControls', 's3:PutBucketVersioning', 's3:PutEncryptionConfiguration', 's3:PutBucketTagging', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration', 's3:PutReplicationConfiguration', 's3:PutBucketLogging'],
  run,
};

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const settings = loadDefinition(context, definition, resource);
  const access = context.targets.access('drill-restorer', region);
  const outputs = await context.effect({
    id: `4-recover/s3.apply-settings/${store}`,
    what: `set versioning, encryption, access, policy, lifecycle and tags of ${resource}`,
    destructive: false,
    // Cheap and safe to repeat, so it never asks whether it has been done.
    probe: async () => undefined,
    act: () => context.modelled('s3-control', { objects: 7, bytes: 0 }, () => withBucketClient(access, async (client) => ({ bucket: resource, settings: await applyBucketSettings(client, resource, settings) }))),
  });
  return { outputs };
}
