import type { BackupClient } from '@aws-sdk/client-backup';
import { isoMicros } from '#kit/time';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import type { Fact } from '../facts.ts';
import { attempt, pages, places } from './look.ts';
import type { Look, LookPlace } from './look.ts';

/** Copies of recovery points that were made or tried, and legal holds. AWS Backup lists such jobs for 30 days. */
export async function readCopyRuns(look: Look): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const place of places(look)) {
    facts.push(...(await attempt({ about: 'copy-run', what: 'copy jobs', place }, () => withBackup(place.access, (client) => runsOf(client, place)))));
    facts.push(...(await attempt({ about: 'legal-hold', what: 'legal holds', place }, () => withBackup(place.access, (client) => holdsOf(client, place)))));
  }
  return facts;
}

async function runsOf(client: BackupClient, { account, region }: LookPlace): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for await (const page of pages((token) => client.send(new (backupSdk().ListCopyJobsCommand)({ MaxResults: 1000, ...(token === undefined ? {} : { NextToken: token }) })), ({ NextToken }) => NextToken)) {
    for (const job of page.CopyJobs ?? []) {
      facts.push({
        kind: 'copy-run', id: `copy-run/${account}/${region}/${job.CopyJobId ?? ''}`, account, region,
        fromVault: job.SourceBackupVaultArn ?? '', toVault: job.DestinationBackupVaultArn ?? '', source: job.SourceRecoveryPointArn ?? '', copy: job.DestinationRecoveryPointArn ?? null,
        resourceArn: job.ResourceArn ?? '', state: job.State ?? 'unknown', message: job.StatusMessage || null,
        startedAt: isoMicros((job.CreationDate?.getTime() ?? 0) * 1000), endedAt: job.CompletionDate === undefined ? null : isoMicros(job.CompletionDate.getTime() * 1000),
      });
    }
  }
  return facts;
}

async function holdsOf(client: BackupClient, { account, region }: LookPlace): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for await (const page of pages((token) => client.send(new (backupSdk().ListLegalHoldsCommand)(token === undefined ? {} : { NextToken: token })), ({ NextToken }) => NextToken)) {
    for (const { LegalHoldId = '', Title = '', Status = '' } of page.LegalHolds ?? []) facts.push({ kind: 'legal-hold', id: `legal-hold/${account}/${region}/${LegalHoldId}`, account, region, hold: LegalHoldId, title: Title, status: Status });
  }
  return facts;
}
