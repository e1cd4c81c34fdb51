import type { DrillContext, PointsProbe } from '#contract/modules';
import type { RecoveryPointFact } from '#contract/events';
import type { BackupConfig, StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { pointsInVault } from '#stores/backup/points-in-vault';
import { tableArn } from '#stores/dynamodb/table-arn';
import { pointsOf } from '../rds/points-of.ts';
import { recoveryWindow } from './recovery-window.ts';
import { watchRestorable } from './watch-restorable.ts';

/**
 * The points that the recovery rests on: those in the vault, or the moments up to which the table's own point-in-time recovery reaches. Always
 * those of the table that the store is bound to, so after recovery only what was made of the restored one.
 */
export const dynamodbPoints: PointsProbe = { service: 'dynamodb', read };

type Reading = Awaited<ReturnType<PointsProbe['read']>>;

async function read(context: DrillContext, store: StoreConfig, moment: 'baseline' | 'end'): Promise<Reading> {
  const [backup] = store.backups;
  if (backup === undefined) return { points: [], complete: true, outsideBlastRadius: false };
  switch (backup.kind) {
    case 'aws-backup': return { points: await inVault(context, store, backup), complete: true, outsideBlastRadius: true };
    case 'dynamodb-automated': return { ...(await watchRestorable(context, context.binding(store.id), moment === 'baseline')), complete: true, outsideBlastRadius: await survives(context, store) };
    default: throw new RedrillError('store.backup-kind', `${store.id}: backup ${backup.id} is of kind ${backup.kind} and cannot be one of a table; expected kind aws-backup or dynamodb-automated`);
  }
}

async function inVault(context: DrillContext, store: StoreConfig, vault: BackupConfig): Promise<readonly RecoveryPointFact[]> {
  return pointsOf(await pointsInVault(context, vault, { arn: tableArn(context.binding(store.id)), principal: 'drill-observer' }));
}

/**
 * Point-in-time recovery dies with its table. What a deletion leaves is the system backup, and only of a table that has point-in-time recovery
 * at that moment.
 */
async function survives(context: DrillContext, { id }: StoreConfig): Promise<boolean> {
  const { faults } = context.run;
  const deleted = faults === undefined || faults.some((fault) => fault.with['store'] === id && fault.uses === 'dynamodb.delete-table');
  return !deleted || (await recoveryWindow(context, context.binding(id))) !== null;
}
