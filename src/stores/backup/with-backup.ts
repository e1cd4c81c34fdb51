import type { BackupClient } from '@aws-sdk/client-backup';
import { createRequire } from 'node:module';
import type { AwsAccess } from '#contract/aws';
import { backupClient } from '#targets/clients';

const load = createRequire(import.meta.url);

/** The SDK's AWS Backup commands, loaded at the first use. */
export function backupSdk(): typeof import('@aws-sdk/client-backup') {
  return load('@aws-sdk/client-backup') as typeof import('@aws-sdk/client-backup');
}

/** AWS Backup's client for one piece of work. */
export async function withBackup<T>(access: AwsAccess, work: (client: BackupClient) => Promise<T>): Promise<T> {
  const client = backupClient(access);
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
