import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { vaultArnOf } from '#stores/backup/make-vault';
import { runCopyJob } from '#stores/backup/run-copy-job';
import { jobToken } from './job-token.ts';

const args = z.strictObject({
  store: z.string(),
  /** ARN of the point, and the vault that holds it where the store serves now. */
  point: z.string(),
  vault: z.string(),
  /** Where the copy goes. */
  to: z.strictObject({ region: z.string(), vault: z.string() }),
  keepDays: z.number().int().positive().default(7),
  role: z.string().default('aws-backup'),
});
type Args = z.output<typeof args>;

/** Copies a point into a vault of another region: AWS Backup restores a point only where it lies. */
export const copyPoint: StepModule<Args> = { id: 'region.copy-point', with: args, marks: 'other', effects: ['backup:StartCopyJob', 'iam:PassRole'], run };

async function run(context: DrillContext, { store, point, vault, to, keepDays, role }: Args): Promise<StepResult> {
  const { region, account } = context.binding(store);
  const outputs = await context.effect<{ readonly point: string; readonly vault: string; readonly region: string }>({
    id: `5-put-back/region.copy-point/${store}`,
    what: `copy ${point} from vault ${vault} in ${region} into vault ${to.vault} in ${to.region}`,
    destructive: false,
    // The same idempotency token gives the same job, so asking again is the look.
    probe: async () => undefined,
    act: async (token) => {
      const into = await vaultArnOf(context.targets.access('drill-restorer', to.region), to.vault);
      if (into === null) throw new RedrillError('failback.no-vault', `there is no vault ${to.vault} in ${to.region}: make it before anything is copied`, { actor: 'platform' });
      const copy = await runCopyJob(context, context.targets.access('drill-restorer', region), { point, vault, into, roleArn: `arn:aws:iam::${account}:role/${role}`, token: jobToken(context, copyPoint.id, store, token), deleteAfterDays: keepDays });
      return { point: copy, vault: to.vault, region: to.region };
    },
  });
  return { outputs };
}
