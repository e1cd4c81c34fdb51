import type { AwsAccess } from '#contract/aws';
import { isoMicros } from '#kit/time';
import { backupSdk, withBackup } from './with-backup.ts';

/** When the job that made a recovery point began (ISO): the moment up to which the provider says it holds everything. Null where it does not say. */
export async function pointCreatedAt(access: AwsAccess, vault: string, point: string): Promise<string | null> {
  const { CreationDate } = await withBackup(access, (client) => client.send(new (backupSdk().DescribeRecoveryPointCommand)({ BackupVaultName: vault, RecoveryPointArn: point })));
  return CreationDate === undefined ? null : isoMicros(CreationDate.getTime() * 1000);
}
