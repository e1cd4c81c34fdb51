import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { awaitAvailable } from '#stores/rds/await-instance';
import { endpointPointer } from '#stores/rds/endpoint-pointer';
import { readPointer, writePointer } from '#targets/pointer';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Points the platform at the restored instance; from then on users are on it. */
export const rePoint: StepModule<Args> = { id: 'rds.re-point', with: args, marks: 're-point', effects: ['ssm:PutParameter'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const instance = await awaitAvailable(context, access, resource);
  const value = endpointPointer(instance, instance.DBName ?? 'postgres');
  await context.effect({
    id: `4-recover/rds.re-point/${store}`,
    what: `set ${pointer} to ${value}`,
    destructive: false,
    probe: async () => ((await readPointer(access, pointer)) === value ? { pointer, value } : undefined),
    act: async () => {
      await writePointer(access, pointer, value);
      return { pointer, value };
    },
  });
  return { outputs: { pointer, value, instance: resource }, promotes: { store } };
}
