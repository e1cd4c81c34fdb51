import type { DBInstanceAutomatedBackup, DescribeDBInstanceAutomatedBackupsCommandOutput } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { isoMicros } from '#kit/time';
import { rdsCode } from './rds-code.ts';
import { rdsSdk, withRds } from './with-rds.ts';

/** Automated backups of an instance, living or deleted, with the moments that they can be restored to (ISO). */
export interface AutomatedBackup {
  readonly resourceId: string;
  /** `active` while the instance lives, `retained` after it was deleted without them. */
  readonly status: string;
  /** The continuous recovery point of AWS Backup that they are; null for RDS's own. */
  readonly continuousArn: string | null;
  readonly earliest: string | null;
  readonly latest: string | null;
}

/** The automated backups that RDS knows under an identifier; several when instances of that name followed each other. */
export async function automatedBackups(access: AwsAccess, identifier: string): Promise<readonly AutomatedBackup[]> {
  try {
    return await listed(access, { DBInstanceIdentifier: identifier });
  } catch (error) {
    if (rdsCode(error) === 'DBInstanceAutomatedBackupNotFound') return [];
    throw error;
  }
}

/** Up to which moment a continuous recovery point can be restored (ISO), whatever its instance is called by now; null where RDS does not tell. */
export async function latestOfContinuous(access: AwsAccess, pointArn: string): Promise<string | null> {
  return (await listed(access, {})).find(({ continuousArn }) => continuousArn === pointArn)?.latest ?? null;
}

async function listed(access: AwsAccess, which: { readonly DBInstanceIdentifier?: string }): Promise<readonly AutomatedBackup[]> {
  return withRds(access, async (client) => {
    const found: AutomatedBackup[] = [];
    let marker: string | undefined;
    do {
      const page: DescribeDBInstanceAutomatedBackupsCommandOutput = await client.send(new (rdsSdk().DescribeDBInstanceAutomatedBackupsCommand)({ ...which, ...(marker === undefined ? {} : { Marker: marker }) }));
      found.push(...(page.DBInstanceAutomatedBackups ?? []).flatMap(backupOf));
      marker = page.Marker;
    } while (marker !== undefined && marker !== '');
    return found;
  });
}

function backupOf({ DbiResourceId, Status, RestoreWindow, AwsBackupRecoveryPointArn }: DBInstanceAutomatedBackup): readonly AutomatedBackup[] {
  if (DbiResourceId === undefined) return [];
  return [{ resourceId: DbiResourceId, status: Status ?? 'unknown', continuousArn: AwsBackupRecoveryPointArn ?? null, earliest: isoOf(RestoreWindow?.EarliestTime), latest: isoOf(RestoreWindow?.LatestTime) }];
}

function isoOf(date: { getTime(): number } | undefined): string | null {
  return date === undefined ? null : isoMicros(date.getTime() * 1000);
}
