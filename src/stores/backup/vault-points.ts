import type { BackupClient, RecoveryPointByBackupVault } from '@aws-sdk/client-backup';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import { backupSdk } from './with-backup.ts';

/** A recovery point as its vault lists it; times are ISO, as the provider claims them. */
export interface VaultPoint {
  readonly arn: string;
  readonly resourceArn: string;
  /** A continuous point has no moment of its own: a restore names the time. */
  readonly continuous: boolean;
  /** Status of the API: COMPLETED, AVAILABLE, PARTIAL, CREATING, DELETING, EXPIRED, STOPPED. */
  readonly status: string;
  /** COMPLETED with a message is a warning: something was left out. */
  readonly message: string | null;
  readonly createdAt: string;
  readonly completedAt: string | null;
  /** The plan whose schedule made it; null for one that somebody asked for. */
  readonly planId: string | null;
  readonly sizeBytes: number | null;
}

const PAGE = 1000;

/** Every recovery point of a resource in a vault, in the order that the vault lists them. */
export async function* vaultPoints(client: BackupClient, vault: string, resourceArn: string): AsyncGenerator<VaultPoint> {
  let token: string | undefined;
  do {
    const page = await client.send(new (backupSdk().ListRecoveryPointsByBackupVaultCommand)({ BackupVaultName: vault, ByResourceArn: resourceArn, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) }));
    for (const point of page.RecoveryPoints ?? []) yield vaultPointOf(point, vault);
    token = page.NextToken;
  } while (token !== undefined);
}

function vaultPointOf(point: RecoveryPointByBackupVault, vault: string): VaultPoint {
  const { RecoveryPointArn, ResourceArn, CreationDate, CompletionDate } = point;
  if (RecoveryPointArn === undefined || ResourceArn === undefined || CreationDate === undefined) throw new RedrillError('backup.odd-point', `vault ${vault} lists a recovery point without ARN, resource or creation date: ${JSON.stringify(RecoveryPointArn ?? null)}`, { actor: 'platform' });
  return {
    arn: RecoveryPointArn,
    resourceArn: ResourceArn,
    continuous: RecoveryPointArn.includes(':recovery-point:continuous:'),
    status: point.Status ?? 'unknown',
    message: point.StatusMessage || null,
    createdAt: isoMicros(CreationDate.getTime() * 1000),
    completedAt: CompletionDate === undefined ? null : isoMicros(CompletionDate.getTime() * 1000),
    planId: point.CreatedBy?.BackupPlanId ?? null,
    sizeBytes: point.BackupSizeInBytes ?? null,
  };
}
