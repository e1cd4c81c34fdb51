import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { makeVault as create, vaultArnOf } from '#stores/backup/make-vault';
import { keyArn } from '#stores/rds/key-arn';

const args = z.strictObject({ region: z.string(), vault: z.string(), /** Id, alias or ARN of the key of that region. */ key: z.string() });
type Args = z.output<typeof args>;

/** Makes the vault that takes the copies for the way back, where there is none yet. */
export const makeVault: StepModule<Args> = { id: 'region.make-vault', with: args, marks: 'configure', effects: ['backup:CreateBackupVault', 'kms:CreateGrant'], run };

async function run(context: DrillContext, { region, vault, key }: Args): Promise<StepResult> {
  const access = context.targets.access('drill-restorer', region);
  const outputs = await context.effect<{ readonly vault: string; readonly arn: string }>({
    id: `5-put-back/region.make-vault/${region}/${vault}`,
    what: `make the vault ${vault} in ${region}`,
    destructive: false,
    // Act looks itself: a vault that is there already is used as it is.
    probe: async () => undefined,
    act: async () => {
      const there = await vaultArnOf(access, vault);
      if (there !== null) return { vault, arn: there };
      const arn = await keyArn(access, key);
      if (arn === null) throw new RedrillError('failback.no-key', `there is no key ${key} in ${region}: expected the key that the stores lie under there`, { actor: 'platform' });
      return { vault, arn: await create(access, { vault, keyArn: arn }) };
    },
  });
  return { outputs };
}
