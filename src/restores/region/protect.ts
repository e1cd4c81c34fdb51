import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { ensureDailyPlan } from '#stores/backup/ensure-daily-plan';
import { keptBy, makeRecycleBinRule, recycleBinRules } from '#stores/ebs/recycle-bin-rules';

const tag = z.strictObject({ key: z.string().min(1), value: z.string() });

const args = z.strictObject({
  region: z.string().min(1),
  /** Name of the plan that backs up what is restored there, and of its rule. */
  plan: z.string().min(1),
  /** The vault there that it fills. */
  vault: z.string().min(1),
  schedule: z.string().min(1),
  keepDays: z.number().int().min(1),
  /** The tag by which it selects. */
  tag,
  /** Deleted volumes that bear this tag are kept for some days. */
  recycleBin: z.strictObject({ tag, days: z.number().int().min(1).max(365) }).optional(),
  /** Name of the role that AWS Backup acts as. */
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Plans and rules are of one region: without them nothing that is restored in another one is backed up, and nobody notices until the next loss. */
export const protect: StepModule<Args> = { id: 'region.protect', with: args, marks: 'configure', effects: ['backup:CreateBackupPlan', 'backup:CreateBackupSelection', 'iam:PassRole', 'rbin:CreateRule'], run };

async function run(context: DrillContext, { region, recycleBin, role, ...plan }: Args): Promise<StepResult> {
  const access = context.targets.access('drill-restorer', region);
  const made = await context.effect<{ readonly plan: string; readonly made: boolean }>({
    id: `4-recover/${protect.id}/plan`,
    what: `back up what bears ${plan.tag.key}=${plan.tag.value} in ${region} into vault ${plan.vault}`,
    destructive: false,
    // Act looks for the plan by its name first.
    probe: async () => undefined,
    act: () => ensureDailyPlan(access, { ...plan, roleArn: `arn:aws:iam::${access.account}:role/${role}` }),
  });
  if (recycleBin !== undefined) {
    const bin = recycleBin.tag;
    await context.effect({
      id: `4-recover/${protect.id}/recycle-bin`,
      what: `keep deleted volumes that bear ${bin.key}=${bin.value} in ${region}`,
      destructive: false,
      probe: async () => keptBy(await recycleBinRules(access), { [bin.key]: bin.value })[0]?.Identifier,
      act: () => makeRecycleBinRule(access, { tag: bin, days: recycleBin.days, description: 'Keeps deleted volumes of the platform' }),
    });
  }
  return { outputs: { region, ...made } };
}
