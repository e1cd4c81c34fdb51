import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { microsOf } from '#kit/time';
import { copyOf } from '#stores/s3/copy-of';
import { goneSince } from '#stores/s3/version-history';
import { copyPlanned } from './copy-planned.ts';
import { incidentStart } from './incident-start.ts';

const args = z.strictObject({ store: z.string(), asOf: z.string(), since: z.string().optional(), from: z.string().optional() });
type Args = z.output<typeof args>;

/** Copies back the objects that have nothing left to undelete: purged with all versions, or expired behind their marker. */
export const copyBackPurged: StepModule<Args> = { id: 's3.copy-back-purged', with: args, marks: 'restore', effects: ['s3:GetObjectVersion', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:PutObjectTagging'], run };

async function run(context: DrillContext, { store, asOf, since, from }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const source = from ?? copyOf(context.store(store)).resource;
  const sinceMicros = microsOf(incidentStart(context, since));
  const copied = await copyPlanned(context, {
    from: source,
    to: resource,
    atMicros: microsOf(asOf),
    wants: (_, target) => goneSince(target, sinceMicros),
    region,
    effect: `4-recover/s3.copy-back-purged/${store}`,
    what: `copy what ${resource} holds no version of any more from ${source} as of ${asOf}`,
  });
  return { outputs: { ...copied } };
}
