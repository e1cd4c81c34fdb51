import type { AwsAccess } from '#contract/aws';
import { backupSdk, withBackup } from './with-backup.ts';

/** The ARN of a vault of the account and region; null when there is none of that name. */
export async function vaultArnOf(access: AwsAccess, vault: string): Promise<string | null> {
  try {
    const { BackupVaultArn } = await withBackup(access, (client) => client.send(new (backupSdk().DescribeBackupVaultCommand)({ BackupVaultName: vault })));
    return BackupVaultArn ?? null;
  } catch (error) {
    // AWS says AccessDenied as well of a vault that is not there: that one is thrown, for it may stand all the same.
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

/** Makes a vault under a key; its ARN. */
export async function makeVault(access: AwsAccess, { vault, keyArn }: { readonly vault: string; readonly keyArn: string }): Promise<string> {
  const { BackupVaultArn } = await withBackup(access, (client) => client.send(new (backupSdk().CreateBackupVaultCommand)({ BackupVaultName: vault, EncryptionKeyArn: keyArn })));
  return BackupVaultArn ?? `arn:aws:backup:${access.region}:${access.account}:backup-vault:${vault}`;
}
