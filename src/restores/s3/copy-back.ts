import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { microsOf } from '#kit/time';
import { copyOf } from '#stores/s3/copy-of';
import { countNewer } from '#stores/s3/count-newer';
import { withStore } from '#stores/s3/with-s3';
import { copyPlanned } from './copy-planned.ts';

const args = z.strictObject({
  store: z.string(),
  /** Completion of the clean copy (ISO): of each object the version that the copy held then comes back. */
  asOf: z.string(),
  from: z.string().optional(),
});
type Args = z.output<typeof args>;

/** Copies all objects back from the backup account as of a completed copy. */
export const copyBack: StepModule<Args> = { id: 's3.copy-back', with: args, marks: 'restore', effects: ['s3:GetObjectVersion', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:PutObjectTagging'], run };

async function run(context: DrillContext, { store, asOf, from }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const source = from ?? copyOf(context.store(store)).resource;
  const plan = { from: source, to: resource, atMicros: microsOf(asOf) };
  const copied = await copyPlanned(context, { ...plan, region, effect: `4-recover/s3.copy-back/${store}`, what: `copy objects of ${source} as of ${asOf} to ${resource}` });
  const newer = await withStore(context.targets.access('drill-restorer', region), (s3) => countNewer({ ...plan, store: s3, signal: context.signal }));
  return { outputs: { ...copied, newer, bucket: resource }, binds: { store, resource } };
}
