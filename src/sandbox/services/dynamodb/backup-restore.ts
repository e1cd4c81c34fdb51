import { BackupFailure } from '../../backup-resource.ts';
import { AwsError, type Place, type SandboxContext } from '../../service.ts';
import type { Backup, Table } from './model.ts';
import { beginRestore } from './restore-table.ts';
import { stateOf } from './state.ts';

interface RestoreInput {
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: Place;
  readonly jobId: string;
  readonly roleArn: string;
}

/** Keys of the restore metadata, in lower case, because AWS does not look at their case (aws-facts.md 1.5). */
const KNOWN: ReadonlySet<string> = new Set(['targettablename', 'encryptiontype', 'kmsmasterkeyarn', 'aws:backup:request-id', 'originaltablename']);

/** Checks a restore's metadata and begins it; the same table again for the same job. */
export function beginBackupRestore(context: SandboxContext, { metadata, at, jobId, roleArn }: RestoreInput, backup: Backup): Table {
  const begun = stateOf(context.catalogue).all().find(({ restore }) => restore?.jobId === jobId);
  if (begun) return begun;
  const given = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]));
  const other = Object.keys(metadata).find((key) => !KNOWN.has(key.toLowerCase()));
  if (other !== undefined) throw invalid(`Unrecognized key: ${other}`);
  const name = given['targettablename'] ?? '';
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) throw invalid('targetTableName (the name of the new table, 3 to 255 letters, digits, _ . -) is missing or not a table name');
  const keyArn = keyOf(context, given, { at, backup, roleArn });
  requireKey(context, backup.keyArn, { at, roleArn });
  try {
    const native = backup.kind === 'AWS_BACKUP' ? backup.id : null;
    return beginRestore(context, { at, design: { ...backup.design, name, keyArn }, from: backup, sourceBackupArn: native, atMicros: backup.created, jobId });
  } catch (error) {
    if (error instanceof AwsError) throw new BackupFailure(`${error.message} (Service: AmazonDynamoDBv2; Error Code: ${error.code})`);
    throw error;
  }
}

/** Key of the new table: as the metadata says, else the source table's where that is a key of this account and region, else the one AWS owns. */
function keyOf(context: SandboxContext, given: Readonly<Record<string, string | undefined>>, { at, backup, roleArn }: { readonly at: Place; readonly backup: Backup; readonly roleArn: string }): string | null {
  const [type, named] = [given['encryptiontype']?.toUpperCase(), given['kmsmasterkeyarn']];
  if (type !== undefined && type !== 'DEFAULT' && type !== 'KMS') throw invalid(`encryptionType must be Default or KMS, not ${given['encryptiontype'] ?? ''}`);
  if (type === 'DEFAULT' && named !== undefined) throw invalid('kmsMasterKeyArn can only be given with encryptionType KMS');
  const own = backup.design.keyArn;
  const keyArn = type === 'DEFAULT' ? null : named !== undefined ? resolved(context, named, at) : type === 'KMS' ? context.keys.managed('dynamodb', at) : own?.startsWith(`arn:aws:kms:${at.region}:${at.account}:`) ? own : null;
  requireKey(context, keyArn, { at, roleArn });
  return keyArn;
}

function resolved(context: SandboxContext, ref: string, at: Place): string {
  try {
    return context.keys.resolve(ref, at);
  } catch (error) {
    if (error instanceof AwsError) throw new BackupFailure(`The AWS KMS key ${ref} of the new table cannot be found in account ${at.account} and region ${at.region}: ${error.message}`);
    throw error;
  }
}

function requireKey({ keys }: SandboxContext, keyArn: string | null, { at, roleArn }: { readonly at: Place; readonly roleArn: string }): void {
  const problem = keyArn === null ? null : keys.problem(keyArn, 'decrypt', { account: at.account, arn: roleArn });
  if (problem) throw new BackupFailure(`The AWS KMS key ${keyArn} is not available to ${roleArn}: ${problem.message}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', `Invalid restore metadata. ${message}`);
}
