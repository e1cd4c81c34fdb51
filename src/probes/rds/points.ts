import type { DrillContext, PointsProbe } from '#contract/modules';
import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { newestContinuous } from '#stores/backup/newest-point';
import { pointsInVault } from '#stores/backup/points-in-vault';
import type { VaultPoint } from '#stores/backup/vault-points';
import { pointsOf } from './points-of.ts';
import { watchRestorable } from './watch-restorable.ts';

/**
 * The points that the recovery rests on: snapshots in the vault, or the moments up to which a continuous backup could be restored. Always
 * those of the instance that the store is bound to, so after recovery only what was made of the restored one.
 */
export const rdsPoints: PointsProbe = { service: 'rds', read };

type Reading = Awaited<ReturnType<PointsProbe['read']>>;

async function read(context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end'): Promise<Reading> {
  const [backup] = store.backups;
  if (backup === undefined) return { points: [], complete: true, outsideBlastRadius: false };
  if (backup.kind === 's3-copy') throw new RedrillError('store.backup-kind', `${store.id}: backup ${backup.id} is a copy of a bucket and cannot be one of a database; expected kind aws-backup or rds-automated`);
  const outsideBlastRadius = survives(context, store, backup);
  if (backup.kind === 'aws-backup' && !backup.continuous) return { points: pointsOf(await inVault(context, store, backup)), complete: true, outsideBlastRadius };
  const watched = await watchRestorable(context, { ...placeOf(context, store), arn: (instance) => continuousArn(context, store, { backup, instance }) }, moment === 'baseline');
  return { ...watched, complete: true, outsideBlastRadius };
}

/**
 * The continuous point that the vault holds of this very instance (an earlier one of the same name may have left another), or the instance
 * itself for its automated backups; null when nothing continuous is there to restore from.
 */
async function continuousArn(context: DrillContext, store: StoreConfig, { backup, instance }: { readonly backup: BackupConfig; readonly instance: DBInstance }): Promise<string | null> {
  if (backup.kind !== 'aws-backup') return instanceArn(context, store);
  const own = instance.AwsBackupRecoveryPointArn;
  const point = newestContinuous((await inVault(context, store, backup)).filter(({ arn }) => arn === own));
  return point?.arn ?? null;
}

function inVault(context: DrillContext, store: StoreConfig, vault: BackupConfig): Promise<readonly VaultPoint[]> {
  return pointsInVault(context, vault, { arn: instanceArn(context, store), principal: 'drill-observer' });
}

function instanceArn(context: DrillContext, { id }: StoreConfig): string {
  const { resource, region, account } = context.binding(id);
  return `arn:aws:rds:${region}:${account}:db:${resource}`;
}

function placeOf(context: DrillContext, { id }: StoreConfig): { readonly access: AwsAccess; readonly identifier: string } {
  const { resource, region } = context.binding(id);
  return { access: context.targets.access('drill-observer', region), identifier: resource };
}

/** Points of a vault outlive their instance; automated backups only where the deletion leaves them. */
function survives({ run }: DrillContext, store: StoreConfig, { kind }: BackupConfig): boolean {
  if (kind !== 'rds-automated') return true;
  if (run.faults === undefined) return false;
  return run.faults.filter((fault) => fault.with['store'] === store.id).every((fault) => fault.uses !== 'rds.delete-instance' || fault.with['automatedBackups'] === 'retain');
}
