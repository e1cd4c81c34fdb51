import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { unfitWithoutVault } from './unfit.ts';
import { saboteur } from './vault-content.ts';

const SID = 'RedrillMissingGrant';

type Statement = Readonly<Record<string, unknown>>;

/** The points are perfect, and the role that should restore them may not. */
export const missingGrant: MutationModule = {
  id: 'missing-grant',
  service: 'rds',
  kind: 'backup',
  title: 'the restore role may not restore from the vault',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitWithoutVault,
  sabotage: (context, store) => context.effect<string>({
    id: `3-disrupt/mutation/missing-grant/${store.id}`,
    what: `deny the restore role the points of vault ${ownVaultOf(store).resource}`,
    destructive: true,
    // Setting the same policy twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      await changePolicy(context, store, [denial(context, store)]);
      return `the access policy of vault ${ownVaultOf(store).resource} denies drill-restorer every restore`;
    },
  }),
  undo: (context, store) => changePolicy(context, store, []),
};

/** Sets the policy anew: what was there, without what an earlier sabotage added, and `added`. */
async function changePolicy(context: DrillContext, store: StoreConfig, added: readonly Statement[]): Promise<void> {
  const vault = ownVaultOf(store);
  const input = { BackupVaultName: vault.resource };
  const access = saboteur(context, vault);
  const Statement = [...(await ownStatements(context, store)), ...added];
  await withBackup(access, async (client) => {
    if (Statement.length === 0) await client.send(new (backupSdk().DeleteBackupVaultAccessPolicyCommand)(input));
    else await client.send(new (backupSdk().PutBackupVaultAccessPolicyCommand)({ ...input, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  });
}

async function ownStatements(context: DrillContext, store: StoreConfig): Promise<readonly Statement[]> {
  const vault = ownVaultOf(store);
  try {
    const { Policy } = await withBackup(saboteur(context, vault), (client) => client.send(new (backupSdk().GetBackupVaultAccessPolicyCommand)({ BackupVaultName: vault.resource })));
    const { Statement } = JSON.parse(Policy ?? '{}') as { readonly Statement?: readonly Statement[] };
    return (Statement ?? []).filter((statement) => statement['Sid'] !== SID);
  } catch (error) {
    // A vault without a policy answers so.
    if ((error as Error).name === 'ResourceNotFoundException') return [];
    throw error;
  }
}

function denial(context: DrillContext, { account }: StoreConfig): Statement {
  const id = context.config.accounts[account].id;
  return { Sid: SID, Effect: 'Deny', Principal: { AWS: [`arn:aws:iam::${id}:user/drill-restorer`, `arn:aws:iam::${id}:role/drill-restorer`] }, Action: 'backup:StartRestoreJob', Resource: '*' };
}
