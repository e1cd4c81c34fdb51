import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { originOf, pointerValue } from '#stores/opensearch/domain';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string(), alias: z.string() });
type Args = z.output<typeof args>;

/** Makes sure that the platform's pointer leads to the alias of this domain; it is written only where it says something else. */
export const rePoint: StepModule<Args> = { id: 'opensearch.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store, alias }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const value = pointerValue(await originOf(access, resource), alias);
  const before = await readPointer(access, pointer);
  await context.effect({
    id: `4-recover/opensearch.re-point/${store}`,
    what: `set ${pointer} to ${value}`,
    destructive: false,
    probe: async () => ((await readPointer(access, pointer)) === value ? { pointer, value } : undefined),
    act: async () => {
      if (before !== value) await writePointer(access, pointer, value);
      return { pointer, value };
    },
  });
  return { outputs: { pointer, value, changed: before !== value }, promotes: { store } };
}
