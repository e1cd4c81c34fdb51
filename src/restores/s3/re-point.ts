import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Points the platform at the restored bucket; from then on users are on it. */
export const rePoint: StepModule<Args> = { id: 's3.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  await context.effect({
    id: `4-recover/s3.re-point/${store}`,
    what: `set ${pointer} to ${resource}`,
    destructive: false,
    probe: async () => ((await readPointer(access, pointer)) === resource ? { pointer, resource } : undefined),
    act: async () => {
      await writePointer(access, pointer, resource);
      return { pointer, resource };
    },
  });
  return { outputs: { pointer, resource }, promotes: { store } };
}
