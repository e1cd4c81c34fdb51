import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { awaitAttached } from '#stores/ebs/await-volume';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Points the platform at the restored volume; from then on jobs run on it. */
export const rePoint: StepModule<Args> = { id: 'ebs.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  await awaitAttached(context, access, resource);
  await context.effect({
    id: `4-recover/ebs.re-point/${store}`,
    what: `set ${pointer} to ${resource}`,
    destructive: false,
    probe: async () => ((await readPointer(access, pointer)) === resource ? { pointer, volume: resource } : undefined),
    act: async () => {
      await writePointer(access, pointer, resource);
      return { pointer, volume: resource };
    },
  });
  return { outputs: { pointer, volume: resource }, promotes: { store } };
}
