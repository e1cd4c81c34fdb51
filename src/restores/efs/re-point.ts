import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { awaitAvailable } from '#stores/efs/await-file-system';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Tells the platform the id of the restored file system; clients that hold the old id have to mount again. */
export const rePoint: StepModule<Args> = { id: 'efs.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  await awaitAvailable(context, access, resource);
  await context.effect({
    id: `4-recover/efs.re-point/${store}`,
    what: `set ${pointer} to ${resource}`,
    destructive: false,
    probe: async () => ((await readPointer(access, pointer)) === resource ? { pointer, value: resource } : undefined),
    act: async () => {
      await writePointer(access, pointer, resource);
      return { pointer, value: resource };
    },
  });
  return { outputs: { pointer, value: resource }, promotes: { store } };
}
