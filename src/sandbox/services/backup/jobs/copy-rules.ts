import { evaluatePolicy } from '../../../authorise/evaluate-policy.ts';
import type { PolicyDocument } from '../../../authorise/policy-document.ts';
import { BackupFailure } from '../../../backup-resource.ts';
import type { SandboxContext } from '../../../service.ts';
import { isAwsManaged } from '../../kms/managed-key.ts';
import { copyLifecycle } from '../lifecycle.ts';
import type { CopyJob, Point, Vault } from '../model.ts';
import { roleCopyProblem } from '../role-access.ts';
import { lockProblem } from '../vault-lock.ts';
import type { Work } from './work.ts';

interface Copy {
  readonly job: CopyJob;
  readonly source: Point;
  readonly vault: Vault;
}

/** Types whose points stay under the resource's own key in its own service; all others belong to AWS Backup and follow the vault (aws-facts.md 2.2). */
const NOT_FULLY_MANAGED: ReadonlySet<string> = new Set(['RDS', 'EBS']);

/** Throws BackupFailure with the first reason why a copy cannot be made: role, destination's policy, type, lock, keys. */
export function requireCopy({ context, kinds }: Work, copy: Copy): void {
  const { job, source, vault } = copy;
  const forbidden = roleCopyProblem(context, { role: job.role, account: job.account, region: job.region, resource: source.vaultArn, destination: vault.id });
  if (forbidden !== null) throw new BackupFailure(forbidden);
  requireConsent(job, vault);
  if (kinds.of(job.type).copyable?.(context, source.artifact) === false) throw new BackupFailure(notCopyable(job.type, source.region, vault.region));
  const retention = lockProblem(vault, copyLifecycle(job, source), 'Copy');
  if (retention !== null) throw new BackupFailure(retention);
  if (vault.account !== job.account) requireForeignKeys(context, copy);
  requireKeys(context, copy);
}

/** What AWS Backup says of a type whose points stay where they are. */
export function notCopyable(type: string, from: string, to: string): string {
  const unadvanced = type === 'DynamoDB' ? ' This recovery point was made without the advanced features for Amazon DynamoDB backup.' : '';
  return `Copy job from ${from} to ${to} cannot be initiated for ${type} resources. Feature is not supported for provided resource type.${unadvanced}`;
}

/** The destination's policy decides: an explicit deny always, and across accounts it must allow backup:CopyIntoBackupVault. */
function requireConsent(job: CopyJob, vault: Vault): void {
  const caller = { account: job.account, arn: job.role, userId: '', roleArn: job.role, anonymous: false };
  const says = vault.policy === null ? 'silent' : evaluatePolicy(JSON.parse(vault.policy) as PolicyDocument, { caller, action: 'backup:CopyIntoBackupVault', resource: vault.id });
  const foreign = vault.account !== job.account;
  if (says === 'deny' || (foreign && says !== 'allow')) throw new BackupFailure(`Access Denied trying to call AWS Backup service: the policy of ${vault.id} ${says === 'deny' ? 'denies' : 'does not allow'} backup:CopyIntoBackupVault for ${job.role}`);
}

/**
 * Across accounts: a customer managed key of the source must let the destination account in. Types that AWS Backup does not manage fully need customer
 * managed keys on both sides; the others may lie in vaults under the key aws/backup (AWS Backup guide, create-cross-account-backup).
 */
function requireForeignKeys(context: SandboxContext, { job, source, vault }: Copy): void {
  if (source.keyArn === null) return;
  const ownKey = NOT_FULLY_MANAGED.has(job.type);
  if (isAwsManaged(context.catalogue, source.keyArn)) {
    if (ownKey) throw new BackupFailure(`Snapshots encrypted with an AWS managed key (${source.keyArn}) cannot be copied to another account. Encrypt the source with a customer managed key.`);
    return;
  }
  if (ownKey && isAwsManaged(context.catalogue, vault.keyArn)) throw new BackupFailure(`A copy of ${job.type} to another account needs a destination vault with a customer managed key; ${vault.id} is encrypted with the AWS managed key ${vault.keyArn}.`);
  const there = context.keys.problem(source.keyArn, 'decrypt', { account: vault.account, arn: serviceRole(vault.account) });
  if (there) throw new BackupFailure(`The source snapshot KMS key ${source.keyArn} does not exist, is not enabled or you do not have permissions to access it: account ${vault.account} cannot use it (${there.message})`);
}

/**
 * The role must be able to open the source and to encrypt the copy. In another account AWS Backup encrypts with its own role there, which
 * is never denied; what is not encrypted stays so where it is.
 */
function requireKeys({ keys }: SandboxContext, { job, source, vault }: Copy): void {
  const by = { account: job.account, arn: job.role };
  const here = vault.account === job.account;
  const opening = source.keyArn === null ? null : keys.problem(source.keyArn, 'decrypt', by);
  if (opening) throw new BackupFailure(`The AWS KMS key ${source.keyArn} of the source recovery point is not available to ${job.role}: ${opening.message}`);
  if (source.keyArn === null && here && vault.region === job.region) return;
  const sealing = keys.problem(vault.keyArn, 'encrypt', here ? by : null);
  if (sealing) throw new BackupFailure(`The AWS KMS key ${vault.keyArn} of the destination vault is not available to ${job.role}: ${sealing.message}`);
}

/** As what AWS Backup works in the destination account. */
function serviceRole(account: string): string {
  return `arn:aws:iam::${account}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup`;
}
