import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { secretsOpen, setPasswords } from '#stores/rds/set-password';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Makes the platform's secrets open the restored database again: the data may be older than the last change of a password. */
export const setPassword: StepModule<Args> = { id: 'rds.set-password', with: args, marks: 'configure', effects: ['rds:ModifyDBInstance (master password)', 'ALTER ROLE ... PASSWORD'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region, pointer } = context.candidate(store);
  const login = { access: context.targets.access('drill-restorer', region), identifier: resource, pointer };
  const outputs = await context.effect<{ readonly changed: readonly string[] }>({
    id: `4-recover/rds.set-password/${store}`,
    what: `make the secrets of ${pointer} open ${resource}`,
    destructive: false,
    probe: async () => ((await secretsOpen(login)) ? { changed: [] } : undefined),
    act: async () => ({ changed: await setPasswords(context, login) }),
  });
  return { outputs: { instance: resource, ...outputs } };
}
