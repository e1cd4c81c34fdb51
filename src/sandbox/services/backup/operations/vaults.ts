import { validatePolicy } from '../../../authorise/validate-policy.ts';
import { AwsError, type Call, type Operation } from '../../../service.ts';
import { placeOf, vaultFor } from '../access.ts';
import { vaultArn } from '../arns.ts';
import { backupErrors } from '../errors.ts';
import { need, only, tagsOf, text, texts, type Input } from '../input.ts';
import { POINTS, VAULTS, type Vault } from '../model.ts';
import { page } from '../page.ts';
import { at, some } from '../views/times.ts';

/** Vaults with their access policies and notifications. */
export const vaultOperations: Readonly<Record<string, Operation>> = {
  CreateBackupVault: createBackupVault,
  DescribeBackupVault: (call, input) => vaultView(call, namedVault(call, input, 'DescribeBackupVault')),
  ListBackupVaults: listBackupVaults,
  DeleteBackupVault: deleteBackupVault,
  PutBackupVaultAccessPolicy: putAccessPolicy,
  GetBackupVaultAccessPolicy: (call, input) => {
    const vault = namedVault(call, input, 'GetBackupVaultAccessPolicy');
    if (vault.policy === null) throw backupErrors.notFound(`Backup vault ${vault.name} has no access policy.`);
    return { BackupVaultName: vault.name, BackupVaultArn: vault.id, Policy: vault.policy };
  },
  DeleteBackupVaultAccessPolicy: (call, input) => VAULTS.put(call.catalogue, { ...namedVault(call, input, 'DeleteBackupVaultAccessPolicy'), policy: null }),
  PutBackupVaultNotifications: putNotifications,
  GetBackupVaultNotifications: (call, input) => {
    const vault = namedVault(call, input, 'GetBackupVaultNotifications');
    if (vault.notifications === null) throw backupErrors.notFound(`Failed reading notifications from database for Backup vault ${vault.name}`);
    return { BackupVaultName: vault.name, BackupVaultArn: vault.id, SNSTopicArn: vault.notifications.topic, BackupVaultEvents: vault.notifications.events };
  },
  DeleteBackupVaultNotifications: (call, input) => VAULTS.put(call.catalogue, { ...namedVault(call, input, 'DeleteBackupVaultNotifications'), notifications: null }),
};

function namedVault(call: Call, input: Input, action: string): Vault {
  const other = text(input, 'BackupVaultAccountId');
  if (other !== undefined && other !== call.caller.account) throw backupErrors.unsupported('vaults that another account shares (BackupVaultAccountId)');
  return vaultFor(call, need(input, 'BackupVaultName'), action);
}

function createBackupVault(call: Call, input: Input): object {
  only(input, ['BackupVaultName', 'BackupVaultTags', 'EncryptionKeyArn', 'CreatorRequestId'], 'CreateBackupVault');
  const name = need(input, 'BackupVaultName');
  if (!/^[a-zA-Z0-9_-]{2,50}$/.test(name)) throw backupErrors.invalidParameter(`Invalid backup vault name ${name}: it must match ^[a-zA-Z0-9\\-\\_]{2,50}$.`);
  const place = placeOf(call);
  const id = vaultArn(place, name);
  const creatorRequestId = text(input, 'CreatorRequestId') ?? null;
  const before = VAULTS.find(call.catalogue, id);
  if (before && (creatorRequestId === null || before.creatorRequestId !== creatorRequestId)) throw backupErrors.alreadyExists('Backup vault with the same name already exists', { arn: id, creatorRequestId: before.creatorRequestId });
  const vault: Vault = before ?? {
    id, ...place, resource: '', state: 'AVAILABLE', due: null, created: call.time.nowMicros(), name, keyArn: keyOf(call, text(input, 'EncryptionKeyArn')), creatorRequestId,
    policy: null, lock: null, notifications: null, tags: tagsOf(input['BackupVaultTags']),
  };
  VAULTS.put(call.catalogue, vault);
  return { BackupVaultName: name, BackupVaultArn: id, ...at('CreationDate', vault.created) };
}

function keyOf(call: Call, ref: string | undefined): string {
  if (ref === undefined) return call.keys.managed('backup', placeOf(call));
  try {
    return call.keys.resolve(ref, placeOf(call));
  } catch (error) {
    if (error instanceof AwsError) throw backupErrors.invalidParameter(`The encryption key ${ref} cannot be used: ${error.message}`);
    throw error;
  }
}

function listBackupVaults(call: Call, input: Input): object {
  only(input, ['NextToken', 'MaxResults', 'ByVaultType', 'ByShared'], 'ListBackupVaults');
  const type = text(input, 'ByVaultType');
  const none = input['ByShared'] === true || (type !== undefined && type !== 'BACKUP_VAULT');
  const { rows, ...next } = page(none ? [] : VAULTS.of(call.catalogue, placeOf(call)), input);
  return { BackupVaultList: rows.map((vault) => vaultView(call, vault)), ...next };
}

function deleteBackupVault(call: Call, input: Input): void {
  const vault = namedVault(call, input, 'DeleteBackupVault');
  const held = pointsIn(call, vault);
  if (held > 0) throw backupErrors.invalidRequest(`Backup vault cannot be deleted (contains ${held} recovery points)`);
  VAULTS.remove(call.catalogue, vault.id);
}

function putAccessPolicy(call: Call, input: Input): void {
  const policy = need(input, 'Policy');
  const vault = namedVault(call, input, 'PutBackupVaultAccessPolicy');
  try {
    validatePolicy(policy);
  } catch (error) {
    if (error instanceof AwsError) throw backupErrors.invalidParameter(`The specified policy is invalid: ${error.message}`);
    throw error;
  }
  VAULTS.put(call.catalogue, { ...vault, policy });
}

function putNotifications(call: Call, input: Input): void {
  const topic = need(input, 'SNSTopicArn');
  const events = texts(input, 'BackupVaultEvents');
  const vault = namedVault(call, input, 'PutBackupVaultNotifications');
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/.test(topic)) throw backupErrors.invalidParameter(`Invalid SNS topic ARN: ${topic}`);
  if (events.length === 0) throw backupErrors.missingParameter('BackupVaultEvents');
  VAULTS.put(call.catalogue, { ...vault, notifications: { topic, events } });
}

function vaultView(call: Call, vault: Vault): object {
  return {
    BackupVaultName: vault.name, BackupVaultArn: vault.id, VaultType: 'BACKUP_VAULT', VaultState: vault.state, EncryptionKeyArn: vault.keyArn, ...at('CreationDate', vault.created),
    ...some('CreatorRequestId', vault.creatorRequestId), NumberOfRecoveryPoints: pointsIn(call, vault), ...lockView(vault),
  };
}

function lockView({ lock = null }: Vault): object {
  if (lock === null) return { Locked: false };
  return { Locked: true, ...some('MinRetentionDays', lock.minDays), ...some('MaxRetentionDays', lock.maxDays), ...at('LockDate', lock.lockDate) };
}

function pointsIn(call: Call, vault: Vault): number {
  return POINTS.of(call.catalogue, vault).filter((point) => point.vaultArn === vault.id).length;
}
