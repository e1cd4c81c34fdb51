import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { backupSdk, withBackup } from './with-backup.ts';

/** ARN of the key that a vault's points lie under. */
export async function vaultKeyOf(access: AwsAccess, vault: string): Promise<string> {
  const { EncryptionKeyArn } = await withBackup(access, (client) => client.send(new (backupSdk().DescribeBackupVaultCommand)({ BackupVaultName: vault })));
  if (EncryptionKeyArn === undefined) throw new RedrillError('backup.no-key', `AWS Backup names no key of vault ${vault} in ${access.region}`, { actor: 'platform' });
  return EncryptionKeyArn;
}
