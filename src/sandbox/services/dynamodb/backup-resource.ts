import { BackupFailure, type BackedUp, type BackupResourceKind, type ProtectedThing, type RestoreProgress } from '../../backup-resource.ts';
import { AwsError, type SandboxContext } from '../../service.ts';
import { fullyManaged } from '../backup/region-settings.ts';
import { parseTableArn } from './arns.ts';
import { beginBackupRestore } from './backup-restore.ts';
import { damagedBackup } from './damage-backup.ts';
import type { Backup, Table } from './model.ts';
import { stateOf } from './state.ts';
import { backupNow } from './take-backup.ts';

/**
 * Tables as AWS Backup protects them. With the advanced features on, points are named by AWS Backup, stay under the vault's key and can be copied;
 * without them they are DynamoDB's own backups under the table's key, which stay where they are (aws-facts.md 2.2). No continuous backup either way.
 */
export const dynamodbBackupResource: BackupResourceKind = {
  type: 'DynamoDB',
  model: 'backup-dynamodb',
  copiesSourceTags: false,
  owns: (resourceArn) => parseTableArn(resourceArn) !== null,
  list: ({ catalogue }, at) => stateOf(catalogue).of(at).filter(({ state }) => state === 'ACTIVE' || state === 'UPDATING').map(thingOf),
  find: ({ catalogue }, resourceArn) => {
    const table = stateOf(catalogue).find(resourceArn);
    return table && thingOf(table);
  },
  backup: async (context, { resourceArn, jobId, vaultKeyArn, roleArn }) => {
    const state = stateOf(context.catalogue);
    const made = state.backupsOfTable(resourceArn).find((one) => one.jobId === jobId);
    if (made) return backedUp(made);
    const table = state.find(resourceArn);
    if (!table || table.state === 'DELETING') throw new BackupFailure(`The table ${resourceArn} does not exist.`);
    if (table.state !== 'ACTIVE') throw new BackupFailure(`The table ${table.design.name} is ${table.state}; only an ACTIVE table can be backed up.`);
    requireKey(context, { keyArn: table.design.keyArn, use: 'decrypt', account: table.account, roleArn });
    const advanced = fullyManaged(context.catalogue, table, 'DynamoDB');
    if (advanced) requireKey(context, { keyArn: vaultKeyArn, use: 'encrypt', account: table.account, roleArn });
    const name = `awsbackup:job-${jobId.toLowerCase()}`;
    const backup = await backupNow(context, table, advanced ? { kind: 'VAULT', name, jobId, id: `vault:${jobId}`, keyArn: vaultKeyArn } : { kind: 'AWS_BACKUP', name, jobId });
    return backedUp(state.putBackup({ ...backup, state: 'AVAILABLE' }));
  },
  continuous: null,
  copyable: (context, artifact) => requireBackup(context, artifact).kind === 'VAULT',
  copy: async (context, { artifact, to, keyArn, jobId }) => {
    const state = stateOf(context.catalogue);
    const source = requireBackup(context, artifact);
    if (source.kind !== 'VAULT') throw new BackupFailure('Copies of this recovery point are not supported: it was made without the advanced features for Amazon DynamoDB backup.');
    // it holds the same position of the same history, so a copy costs nothing and outlives its source
    const copy: Backup = { ...source, id: `vault:${jobId}`, account: to.account, region: to.region, jobId, keyArn };
    return backedUp(state.backup(copy.id) ?? state.putBackup(copy));
  },
  restoreMetadata: (context, artifact) => {
    const { design } = requireBackup(context, artifact);
    return { targetTableName: design.name, encryptionType: design.keyArn === null ? 'Default' : 'KMS', ...(design.keyArn === null ? {} : { kmsMasterKeyArn: design.keyArn }) };
  },
  restore: async (context, input) => ({ createdResourceArn: beginBackupRestore(context, input, requireBackup(context, input.artifact)).resource }),
  restoring: (context, { createdResourceArn, jobId }) => progressOf(context, createdResourceArn, jobId),
  forget: (context, artifact) => {
    const state = stateOf(context.catalogue);
    const backup = state.backup(artifact);
    if (backup) state.change(() => state.removeBackup(backup, context.time.nowMicros()));
  },
  damage: async (context, artifact, { mode, other }) => {
    const state = stateOf(context.catalogue);
    const backup = requireBackup(context, artifact);
    const damaged = await damagedBackup(context, backup, { mode, other: other === undefined ? null : requireBackup(context, other) });
    state.change(() => state.putBackup(damaged));
    return artifact;
  },
};

/** An artifact is the id of the backup. */
function requireBackup({ catalogue }: SandboxContext, artifact: string): Backup {
  const backup = stateOf(catalogue).backup(artifact);
  if (!backup) throw new AwsError('ResourceNotFoundException', `The backup ${artifact} does not exist any more.`);
  return backup;
}

function thingOf(table: Table): ProtectedThing {
  return { arn: table.resource, name: table.design.name, place: { account: table.account, region: table.region }, tags: table.tags };
}

function backedUp(backup: Backup): BackedUp {
  return { artifact: backup.id, nativeArn: backup.kind === 'VAULT' ? null : backup.id, sizeBytes: backup.size.bytes, objects: backup.size.items, keyArn: backup.keyArn, message: null };
}

function requireKey({ keys }: SandboxContext, { keyArn, use, account, roleArn }: { readonly keyArn: string | null; readonly use: 'encrypt' | 'decrypt'; readonly account: string; readonly roleArn: string }): void {
  const problem = keyArn === null ? null : keys.problem(keyArn, use, { account, arn: roleArn });
  if (problem) throw new BackupFailure(`The AWS KMS key ${keyArn} is not available to ${roleArn}: ${problem.message}`);
}

function progressOf(context: SandboxContext, createdResourceArn: string, jobId: string): RestoreProgress {
  const state = stateOf(context.catalogue);
  const table = state.all().find(({ restore }) => restore?.jobId === jobId);
  if (!table) return { state: 'failed', message: `The table ${createdResourceArn} was deleted while it was being restored.` };
  if (table.restore !== null && table.restore.failure !== null) return { state: 'failed', message: table.restore.failure };
  if (table.state === 'CREATING') return { state: 'running', nextMicros: Math.max(context.time.nowMicros(), table.stateDue ?? 0) + 1 };
  return table.state === 'DELETED' || table.state === 'DELETING' ? { state: 'failed', message: `The table ${createdResourceArn} was deleted while it was being restored.` } : { state: 'done', message: null };
}
