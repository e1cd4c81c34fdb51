import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { ENTRY, readEntry } from '#targets/entry';
import { writePointer } from '#targets/pointer';

const args = z.strictObject({
  /** The region that users are led to. */
  region: z.string().min(1),
  /** The parameter that stands for the record in DNS. */
  entry: z.string().default(ENTRY),
});
type Args = z.output<typeof args>;

/** Leads users to a region: from here on they are on the stores there. The entry lies in the global region, which is neither of the two. */
export const switchEntry: StepModule<Args> = { id: 'region.switch-entry', with: args, marks: 're-point', effects: ['ssm:PutParameter (global region)'], run };

async function run(context: DrillContext, { region, entry }: Args): Promise<StepResult> {
  const before = await readEntry(context, 'drill-restorer', entry);
  const { at } = await context.effect({
    id: `4-recover/${switchEntry.id}`,
    what: `set ${entry} to ${region}`,
    destructive: false,
    probe: async () => ((await readEntry(context, 'drill-restorer', entry)) === region ? { entry, region, at: context.clock.nowIso() } : undefined),
    act: async () => {
      // The moment before: whatever is written in that region from now on may be a user's.
      const began = context.clock.nowIso();
      await writePointer(context.targets.access('drill-restorer', context.config.regions.global), entry, region);
      return { entry, region, at: began };
    },
  });
  return { outputs: { entry, region, before, at } };
}
