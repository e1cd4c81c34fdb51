import { isDate } from '#kit/dates';
import type { Call, Operation } from '../../../service.ts';
import { parseTableArn } from '../arns.ts';
import { backupDescription, backupDetails, backupSummary } from '../backup-output.ts';
import { errors } from '../errors.ts';
import { backedTable, namedArn, only, placeOf, type Input } from '../lookup.ts';
import type { Backup } from '../model.ts';
import { stateOf } from '../state.ts';
import { backupNow } from '../take-backup.ts';
import { endsAt } from '../times.ts';

const LISTED: ReadonlySet<string> = new Set(['USER', 'SYSTEM', 'AWS_BACKUP']);

/** On-demand backups. Those that AWS Backup made are seen here, but only AWS Backup deletes them. */
export const backupOperations: Readonly<Record<string, Operation>> = {
  CreateBackup: createBackup,
  DescribeBackup: (call, input) => ({ BackupDescription: backupDescription(backupFor(call, input, 'DescribeBackup')) }),
  ListBackups: listBackups,
  DeleteBackup: deleteBackup,
};

async function createBackup(call: Call, input: Input): Promise<object> {
  const table = backedTable(call, input, 'CreateBackup');
  const name = String(input['BackupName'] ?? '');
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) throw errors.validation(`1 validation error detected: Value '${name.slice(0, 60)}' at 'backupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+, with a length from 3 to 255`);
  if (table.state !== 'ACTIVE') throw errors.tableInUse(table.design.name);
  const problem = table.design.keyArn === null ? null : call.keys.problem(table.design.keyArn, 'encrypt', call.caller);
  if (problem) throw errors.keyDenied(problem);
  const backup = await backupNow(call, table, { kind: 'USER', name });
  const kept = stateOf(call.catalogue).putBackup({ ...backup, due: endsAt(call, 'dynamodb-backup') });
  call.time.changed();
  return { BackupDetails: backupDetails(kept) };
}

/** A native backup of the caller by its ARN. */
export function backupFor(call: Call, input: Input, action: string): Backup {
  const arn = String(input['BackupArn'] ?? '');
  const owner = parseTableArn(arn.replace(/\/backup\/[^/]+$/, ''));
  if (!owner) throw errors.validation(`Invalid BackupArn: ${arn.slice(0, 200)}`);
  call.authorise(`dynamodb:${action}`, arn, { account: owner.account, policy: null });
  const backup = stateOf(call.catalogue).backup(arn);
  if (!backup || backup.region !== call.region || !LISTED.has(backup.kind)) throw errors.noBackup(arn);
  return backup;
}

function deleteBackup(call: Call, input: Input): object {
  const backup = backupFor(call, input, 'DeleteBackup');
  if (backup.kind === 'AWS_BACKUP') throw errors.validation(`Backup ${backup.id} was created by AWS Backup and cannot be deleted here; delete the recovery point in AWS Backup`);
  if (backup.state === 'CREATING') throw errors.backupBusy(backup.id);
  const state = stateOf(call.catalogue);
  state.change(() => state.removeBackup(backup, call.time.nowMicros()));
  call.time.changed();
  const { BackupDetails, ...rest } = backupDescription(backup) as { readonly BackupDetails: object };
  return { BackupDescription: { ...rest, BackupDetails: { ...BackupDetails, BackupStatus: 'DELETED' } } };
}

function listBackups(call: Call, input: Input): object {
  only(input, ['TableName', 'Limit', 'TimeRangeLowerBound', 'TimeRangeUpperBound', 'ExclusiveStartBackupArn', 'BackupType'], 'ListBackups');
  const limit = input['Limit'] ?? 100;
  if (typeof limit !== 'number' || limit < 1 || limit > 100) throw errors.validation(`1 validation error detected: Value '${String(limit)}' at 'limit' failed to satisfy constraint: Member must have value between 1 and 100`);
  const arn = input['TableName'] === undefined ? null : namedArn(call, input, 'ListBackups');
  const start = input['ExclusiveStartBackupArn'];
  const wanted = stateOf(call.catalogue).backupsOf(placeOf(call))
    .filter((backup) => LISTED.has(backup.kind) && (arn === null || backup.resource === arn) && ofType(input, backup) && inRange(input, backup))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const rest = typeof start === 'string' ? wanted.filter(({ id }) => id > start) : wanted;
  const page = rest.slice(0, limit);
  return { BackupSummaries: page.map(backupSummary), ...(rest.length > page.length ? { LastEvaluatedBackupArn: page.at(-1)?.id } : {}) };
}

/** USER when no type is named. */
function ofType(input: Input, { kind }: Backup): boolean {
  const type = input['BackupType'] ?? 'USER';
  return type === 'ALL' || type === kind;
}

function inRange(input: Input, { created }: Backup): boolean {
  const [lower, upper] = [input['TimeRangeLowerBound'], input['TimeRangeUpperBound']];
  const millis = created / 1000;
  return (!isDate(lower) || millis >= lower.getTime()) && (!isDate(upper) || millis < upper.getTime());
}
