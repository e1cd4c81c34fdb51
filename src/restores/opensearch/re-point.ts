import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { originOf, pointerValue } from '#stores/opensearch/domain';
import { landingParameter } from '#stores/opensearch/landing';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({
  store: z.string(),
  alias: z.string(),
  /** Where files are landed before they are indexed (s3://bucket/prefix/), where that is another place than before. */
  landing: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+\/.*$/, 's3://bucket/prefix/').optional(),
});
type Args = z.output<typeof args>;

/** Makes sure that the platform's pointer leads to the alias of this domain; it is written only where it says something else. */
export const rePoint: StepModule<Args> = { id: 'opensearch.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store, alias, landing }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const value = pointerValue(await originOf(access, resource), alias);
  // The landing place first: nothing that is indexed from here on lacks its file.
  if (landing !== undefined) await point(context, access, { id: `4-recover/opensearch.re-point/${store}/landing`, name: landingParameter(pointer), value: landing });
  const before = await readPointer(access, pointer);
  await point(context, access, { id: `4-recover/opensearch.re-point/${store}`, name: pointer, value });
  return { outputs: { pointer, value, changed: before !== value }, promotes: { store } };
}

async function point(context: DrillContext, access: AwsAccess, { id, name, value }: { readonly id: string; readonly name: string; readonly value: string }): Promise<void> {
  await context.effect({
    id,
    what: `set ${name} to ${value}`,
    destructive: false,
    probe: async () => ((await readPointer(access, name)) === value ? { pointer: name, value } : undefined),
    act: async () => {
      await writePointer(access, name, value);
      return { pointer: name, value };
    },
  });
}
