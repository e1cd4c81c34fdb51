import type { BackupDetails, BackupSummary, BackupTypeFilter, TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import { dynamodbCode } from './dynamodb-code.ts';
import { dynamodbSdk, withTables } from './with-dynamodb.ts';

/** What DynamoDB calls the backup that it makes by itself when a table with point-in-time recovery is deleted. */
export function systemBackupName(table: string): string {
  return `${table}$DeletedTableBackup`;
}

/** All backups of DynamoDB's own of a table's name, of all tables that ever had it. */
async function listBackups(access: AwsAccess, table: string, type: BackupTypeFilter): Promise<readonly BackupSummary[]> {
  return withTables(access, async (client) => {
    const found: BackupSummary[] = [];
    let from: string | undefined;
    do {
      const page = await client.send(new (dynamodbSdk().ListBackupsCommand)({ TableName: table, BackupType: type, ...(from === undefined ? {} : { ExclusiveStartBackupArn: from }) }));
      found.push(...(page.BackupSummaries ?? []));
      from = page.LastEvaluatedBackupArn;
    } while (from !== undefined);
    return found;
  });
}

/** The system backup of the newest table of a name that was deleted; null where none was kept. */
export async function newestSystemBackup(access: AwsAccess, table: string): Promise<BackupSummary | null> {
  const kept = (await listBackups(access, table, 'SYSTEM')).filter(({ BackupName, BackupStatus }) => BackupName === systemBackupName(table) && BackupStatus !== 'DELETED');
  return kept.sort((a, b) => madeAt(a) - madeAt(b)).at(-1) ?? null;
}

/** A moment of a backup in ISO form; null where the service does not say. */
export function backupMadeAt({ BackupCreationDateTime }: Pick<BackupSummary, 'BackupCreationDateTime'>): string | null {
  return BackupCreationDateTime === undefined ? null : isoMicros(BackupCreationDateTime.getTime() * 1000);
}

function madeAt({ BackupCreationDateTime }: BackupSummary): number {
  return BackupCreationDateTime?.getTime() ?? 0;
}

/** A backup as DynamoDB describes it, with which table it is of; null when there is none (any more). */
export async function describeBackup(access: AwsAccess, arn: string): Promise<{ readonly details: BackupDetails; readonly tableId: string | null; readonly items: number | null } | null> {
  try {
    const { BackupDescription } = await withTables(access, (client) => client.send(new (dynamodbSdk().DescribeBackupCommand)({ BackupArn: arn })));
    const details = BackupDescription?.BackupDetails;
    const source = BackupDescription?.SourceTableDetails;
    return details === undefined || details.BackupStatus === 'DELETED' ? null : { details, tableId: source?.TableId ?? null, items: source?.ItemCount ?? null };
  } catch (error) {
    if (dynamodbCode(error) === 'BackupNotFoundException') return null;
    throw error;
  }
}

const ASK_EVERY_MS = 5000;
const MOST_ASKS = 2880;

/** Asks for a backup on demand (one of that name counts as asked for) and waits in drill time until it is AVAILABLE; its ARN. */
export async function makeBackup(context: Pick<DrillContext, 'clock' | 'signal'>, access: AwsAccess, { table, name }: { readonly table: string; readonly name: string }): Promise<string> {
  for (let ask = 1; ask <= MOST_ASKS; ask += 1) {
    const known = await backupNamed(access, { table, name });
    if (known?.BackupStatus === 'AVAILABLE' && known.BackupArn !== undefined) return known.BackupArn;
    if (known === null) await request(access, table, name);
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('dynamodb.backup-late', `the backup ${name} of ${table} was not AVAILABLE after ${(MOST_ASKS * ASK_EVERY_MS) / 3_600_000} hours (aws dynamodb list-backups --table-name ${table})`, { actor: 'platform' });
}

/** A backup on demand by its name; null where there is none. */
export async function backupNamed(access: AwsAccess, { table, name }: { readonly table: string; readonly name: string }): Promise<BackupSummary | null> {
  return (await listBackups(access, table, 'USER')).find(({ BackupName, BackupStatus }) => BackupName === name && BackupStatus !== 'DELETED') ?? null;
}

/** Another backup of the table is being made, or it is changing: the caller asks again. */
async function request(access: AwsAccess, table: string, name: string): Promise<void> {
  try {
    await withTables(access, (client) => client.send(new (dynamodbSdk().CreateBackupCommand)({ TableName: table, BackupName: name })));
  } catch (error) {
    const code = dynamodbCode(error) ?? '';
    if (code !== 'BackupInUseException' && code !== 'TableInUseException' && code !== 'ContinuousBackupsUnavailableException') throw error;
  }
}

/** Deletes a backup; one that is gone is fine. */
export async function deleteBackup(access: AwsAccess, arn: string): Promise<void> {
  try {
    await withTables(access, (client) => client.send(new (dynamodbSdk().DeleteBackupCommand)({ BackupArn: arn })));
  } catch (error) {
    if (dynamodbCode(error) !== 'BackupNotFoundException') throw error;
  }
}

/** Asks for a table from a backup; true where a table of that name was there already (an answer was lost, or somebody was faster). */
export async function restoreBackup(access: AwsAccess, { backup, table, key }: { readonly backup: string; readonly table: string; readonly key: string | null }): Promise<{ readonly already: boolean; readonly made: TableDescription | null }> {
  try {
    const { TableDescription: made } = await withTables(access, (client) => client.send(new (dynamodbSdk().RestoreTableFromBackupCommand)({ BackupArn: backup, TargetTableName: table, ...(key === null ? {} : { SSESpecificationOverride: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key } }) })));
    return { already: false, made: made ?? null };
  } catch (error) {
    const code = dynamodbCode(error) ?? '';
    if (code === 'TableAlreadyExistsException' || code === 'TableInUseException') return { already: true, made: null };
    throw error;
  }
}
