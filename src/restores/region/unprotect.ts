import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { removePlan } from '#stores/backup/remove-plan';
import { protect } from './protect.ts';

const args = z.strictObject({ region: z.string(), plan: z.string() });
type Args = z.output<typeof args>;

/** Takes back the backup plan that the recovery made in the other region; one that was there before stays. Its points stay where they are. */
export const unprotect: StepModule<Args> = { id: 'region.unprotect', with: args, marks: 'other', effects: ['backup:DeleteBackupSelection', 'backup:DeleteBackupPlan'], run };

const madeSchema = z.object({ plan: z.string(), made: z.boolean() });

async function run(context: DrillContext, { region, plan }: Args): Promise<StepResult> {
  const made = madeSchema.safeParse(context.effects().findLast(({ id }) => id === `4-recover/${protect.id}/plan`)?.result).data;
  if (made?.made !== true) {
    context.say(`the plan ${plan} in ${region} was there before the recovery: it stays`);
    return { outputs: { region, removed: null } };
  }
  await context.effect({
    id: `5-put-back/region.unprotect/${region}`,
    what: `delete the backup plan ${plan} in ${region}`,
    destructive: true,
    // What is gone already is not deleted twice.
    probe: async () => undefined,
    act: async () => {
      await removePlan(context.targets.access('drill-restorer', region), made.plan);
      return { plan: made.plan };
    },
  });
  return { outputs: { region, removed: made.plan } };
}
