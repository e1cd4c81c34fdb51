import type { AwsAccess } from '#contract/aws';
import { isoMicros } from '#kit/time';
import { rdsCode } from './rds-code.ts';
import { rdsSdk, withRds } from './with-rds.ts';

/** Automated backups of an instance, living or deleted, with the moments that they can be restored to (ISO). */
export interface AutomatedBackup {
  readonly resourceId: string;
  /** `active` while the instance lives, `retained` after it was deleted without them. */
  readonly status: string;
  readonly earliest: string | null;
  readonly latest: string | null;
}

/** The automated backups that RDS knows under an identifier; several when instances of that name followed each other. */
export async function automatedBackups(access: AwsAccess, identifier: string): Promise<readonly AutomatedBackup[]> {
  try {
    const { DBInstanceAutomatedBackups } = await withRds(access, (client) => client.send(new (rdsSdk().DescribeDBInstanceAutomatedBackupsCommand)({ DBInstanceIdentifier: identifier })));
    return (DBInstanceAutomatedBackups ?? []).flatMap(({ DbiResourceId, Status, RestoreWindow }) => (DbiResourceId === undefined ? [] : [{ resourceId: DbiResourceId, status: Status ?? 'unknown', earliest: isoOf(RestoreWindow?.EarliestTime), latest: isoOf(RestoreWindow?.LatestTime) }]));
  } catch (error) {
    if (rdsCode(error) === 'DBInstanceAutomatedBackupNotFound') return [];
    throw error;
  }
}

function isoOf(date: { getTime(): number } | undefined): string | null {
  return date === undefined ? null : isoMicros(date.getTime() * 1000);
}
