import type { BackupClient } from '@aws-sdk/client-backup';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import type { PolicyDocument } from '#stores/s3/bucket-settings';

const SID = 'RedrillMissingGrant';

/** Denies some principals the restore of any point of a vault, beside whatever its policy says. */
export function denyRestore(access: AwsAccess, vault: string, principals: readonly string[]): Promise<void> {
  const denial = { Sid: SID, Effect: 'Deny', Principal: { AWS: [...principals] }, Action: 'backup:StartRestoreJob', Resource: '*' };
  return changePolicy(access, vault, (others) => [...others, denial]);
}

/** Takes the denial back and leaves everything else of the vault's policy. */
export function allowRestore(access: AwsAccess, vault: string): Promise<void> {
  return changePolicy(access, vault, (others) => others);
}

/** The restore principal, named both as user and as role, because drills may act as either. */
export function restorers(context: DrillContext, store: StoreConfig): readonly string[] {
  const account = context.config.accounts[store.account].id;
  return ['user', 'role'].map((kind) => `arn:aws:iam::${account}:${kind}/drill-restorer`);
}

function changePolicy(access: AwsAccess, vault: string, change: (others: PolicyDocument['Statement']) => PolicyDocument['Statement']): Promise<void> {
  return withBackup(access, async (client) => {
    const policy = await readPolicy(client, vault);
    const Statement = change((policy?.Statement ?? []).filter((statement) => statement['Sid'] !== SID));
    if (Statement.length > 0) await client.send(new (backupSdk().PutBackupVaultAccessPolicyCommand)({ BackupVaultName: vault, Policy: JSON.stringify({ Version: policy?.Version ?? '2012-10-17', Statement }) }));
    else if (policy !== null) await client.send(new (backupSdk().DeleteBackupVaultAccessPolicyCommand)({ BackupVaultName: vault }));
  });
}

async function readPolicy(client: BackupClient, vault: string): Promise<PolicyDocument | null> {
  try {
    const { Policy } = await client.send(new (backupSdk().GetBackupVaultAccessPolicyCommand)({ BackupVaultName: vault }));
    return Policy === undefined ? null : (JSON.parse(Policy) as PolicyDocument);
  } catch (error) {
    // A vault without a policy has none to keep; the same answer for a vault that is gone comes again with the next call.
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}
