import type { BackupClient, BackupVaultListMember, RecoveryPointByBackupVault } from '@aws-sdk/client-backup';
import { isoMicros } from '#kit/time';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import type { Fact, PointFact, PolicyDocument, VaultFact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Every vault of the platform's accounts with its policy and lock, and every recovery point in it. */
export async function readVaults(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look)) facts.push(...(await attempt({ about: 'vault', what: 'vaults', place }, () => withBackup(place.access, (client) => vaultsOf(client, place)))));
  return facts;
}

async function vaultsOf(client: BackupClient, place: LookPlace): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for await (const page of pages((token) => client.send(new (backupSdk().ListBackupVaultsCommand)(token === undefined ? {} : { NextToken: token })), ({ NextToken }) => NextToken)) {
    for (const vault of page.BackupVaultList ?? []) {
      facts.push(await vaultFact(client, place, vault));
      facts.push(...(await attempt({ about: 'point', what: `recovery points of vault ${vault.BackupVaultName ?? ''}`, place }, () => pointsOf(client, place, vault))));
    }
  }
  return facts;
}

async function vaultFact(client: BackupClient, { account, region }: LookPlace, vault: BackupVaultListMember): Promise<VaultFact> {
  const { BackupVaultName: name = '', BackupVaultArn: arn = '', EncryptionKeyArn, Locked, LockDate, MinRetentionDays, MaxRetentionDays } = vault;
  const lock = Locked === true ? { mode: LockDate === undefined ? ('governance' as const) : ('compliance' as const), minDays: MinRetentionDays ?? null, maxDays: MaxRetentionDays ?? null } : null;
  return { kind: 'vault', id: `vault/${account}/${region}/${name}`, account, region, name, arn, keyArn: EncryptionKeyArn ?? null, policy: await policyOf(client, name), lock };
}

async function policyOf(client: BackupClient, vault: string): Promise<PolicyDocument | null> {
  try {
    const { Policy } = await client.send(new (backupSdk().GetBackupVaultAccessPolicyCommand)({ BackupVaultName: vault }));
    return Policy === undefined ? null : (JSON.parse(Policy) as PolicyDocument);
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

async function pointsOf(client: BackupClient, place: LookPlace, { BackupVaultName, BackupVaultArn = '' }: BackupVaultListMember): Promise<readonly PointFact[]> {
  const facts: PointFact[] = [];
  for await (const page of pages((token) => client.send(new (backupSdk().ListRecoveryPointsByBackupVaultCommand)({ BackupVaultName, MaxResults: 1000, ...(token === undefined ? {} : { NextToken: token }) })), ({ NextToken }) => NextToken)) {
    for (const point of page.RecoveryPoints ?? []) facts.push(pointFact(place, BackupVaultArn, point));
  }
  return facts;
}

const DAY_MS = 86_400_000;

function pointFact({ account, region }: LookPlace, vaultArn: string, point: RecoveryPointByBackupVault): PointFact {
  const { RecoveryPointArn: arn = '', BackupVaultName: vault = '', CreationDate, CalculatedLifecycle, Lifecycle } = point;
  const end = CalculatedLifecycle?.DeleteAt;
  return {
    kind: 'point', id: `point/${account}/${region}/${vault}/${arn.split(':').slice(5).join(':')}`, account, region, vault, vaultArn, arn,
    resourceArn: point.ResourceArn ?? '', resourceType: point.ResourceType ?? '',
    continuous: arn.includes(':recovery-point:continuous:'),
    status: point.Status ?? 'unknown', message: point.StatusMessage || null,
    createdAt: isoMicros((CreationDate?.getTime() ?? 0) * 1000),
    completedAt: point.CompletionDate === undefined ? null : isoMicros(point.CompletionDate.getTime() * 1000),
    keptDays: Lifecycle?.DeleteAfterDays ?? (end === undefined || CreationDate === undefined ? null : Math.round((end.getTime() - CreationDate.getTime()) / DAY_MS)),
    encrypted: point.IsEncrypted ?? false, keyArn: point.EncryptionKeyArn ?? null,
    planId: point.CreatedBy?.BackupPlanId ?? null, copiedFrom: point.SourceBackupVaultArn ?? null,
  };
}
