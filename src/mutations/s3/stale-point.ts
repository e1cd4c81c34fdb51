import type { MutationModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { servingVault } from '#stores/backup/serving-vault';
import { backupSdk, withBackup } from '#stores/backup/with-backup';
import { readCopyLogs } from '#stores/s3/read-copy-logs';
import { purge, sabotageCopy } from './backup-copy.ts';
import type { Sabotage } from './backup-copy.ts';
import { completedPoints, sabotageVault } from './vault-sabotage.ts';
import type { VaultSabotage } from './vault-sabotage.ts';

/** Backups stopped days ago and nobody noticed: only the oldest completed one is left. */
export const stalePoint: MutationModule = {
  id: 'stale-point',
  service: 's3',
  kind: 'backup',
  title: 'all but the oldest completed backup never happened',
  expect: { verdict: 'fail-objective', reasonCode: 'rpo-missed.documented.strike' },
  sabotage: (context, store) => servingVault(store) !== null
    ? sabotageVault(context, store, { id: 'stale-point', what: `delete all recovery points of ${store.resource} but the oldest`, act: deleteNewer })
    : sabotageCopy(context, store, { id: 'stale-point', what: `take back all copies of ${store.resource} but the oldest`, act: takeBack }),
};

async function takeBack(sabotage: Sabotage): Promise<string> {
  const { s3, backup } = sabotage;
  const { copies } = await readCopyLogs(s3, backup.resource, backup.log);
  const oldest = copies.find(({ log }) => log.status === 'completed')?.log.completedAt;
  if (oldest === undefined || oldest === null) throw new RedrillError('mutation.no-copy', `no copy in ${backup.resource} ever completed: there is nothing to make stale`, { actor: 'platform' });
  const after = microsOf(oldest) + 1_000_000;
  const count = await purge(sabotage, ({ lastModified }) => microsOf(lastModified) > after);
  return `${count} versions made after the copy of ${oldest} are gone, with the logs of ${copies.length - 1} later copies`;
}

async function deleteNewer(sabotage: VaultSabotage): Promise<string> {
  const { access, vault, again } = sabotage;
  const [oldest, ...newer] = await completedPoints(sabotage);
  if (newer.length === 0 && !again) throw new RedrillError('mutation.nothing-to-spoil', `vault ${vault.resource} holds only one completed point of ${sabotage.bucketArn}: it cannot be made stale`, { actor: 'platform' });
  await withBackup(access, async (client) => {
    for (const { arn } of newer) await client.send(new (backupSdk().DeleteRecoveryPointCommand)({ BackupVaultName: vault.resource, RecoveryPointArn: arn }));
  });
  return `${newer.length} recovery points made after the one of ${oldest?.createdAt} are gone`;
}
