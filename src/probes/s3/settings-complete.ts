import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { BucketSettings } from '#stores/s3/bucket-settings';
import { awsCode } from '#stores/s3/aws-code';
import { loadDefinition } from '#stores/s3/load-definition';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import { withBucketClient } from '#stores/s3/with-s3';
import { postureOf } from './posture-of.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Every setting of the restored bucket is as its documented definition says: no more open, nothing forgotten. */
export const settingsComplete: ProbeModule<Args> = {
  id: 's3.settings-complete',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadDefinition(context, definition, context.candidate(store).resource)),
  negativeControl: (context, { store, definition }) => {
    const wanted = loadDefinition(context, definition, context.binding(store).resource);
    return look(context, context.binding(store), { ...wanted, versioning: 'Suspended', lifecycle: [] });
  },
};

async function look(context: DrillContext, binding: Binding, wanted: BucketSettings): Promise<ProbeReading> {
  try {
    const found = await withBucketClient(context.targets.access('drill-observer', binding.region), (client) => readBucketSettings(client, binding.resource));
    const [is, should] = [postureOf(found), postureOf(wanted)];
    const off = Object.keys(should).filter((key) => JSON.stringify(is[key]) !== JSON.stringify(should[key]));
    if (off.length === 0) return { result: 'pass', detail: `all ${Object.keys(should).length} settings of ${binding.resource} are as documented` };
    return { result: 'fail', detail: off.map((key) => `${key} is ${JSON.stringify(is[key])}, documented ${JSON.stringify(should[key])}`).join('; ') };
  } catch (error) {
    return { result: awsCode(error) === null ? 'unknown' : 'fail', detail: error instanceof Error ? error.message : String(error) };
  }
}
