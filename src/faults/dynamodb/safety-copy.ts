import type { Binding, DrillContext, SafetyCopy } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { backupNamed, deleteBackup, describeBackup, makeBackup } from '#stores/dynamodb/backups';
import { describeTable } from '#stores/dynamodb/describe-table';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import { streamFollowed } from '#stores/dynamodb/stream-pointer';
import { byHand } from './safety-by-hand.ts';
import { deleteSafetyDocument, hasSafetyDocument, readSafetyDocument, writeSafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import { restoreSafetyCopy } from './safety-restore.ts';

/** The harness's own backup of a table on demand, with the settings that no backup brings back. Put-back alone uses it, and only when the runbook failed. */
export const dynamodbSafetyCopy: SafetyCopy = { service: 'dynamodb', make, restore: restoreSafetyCopy, discard, byHand };

type Made = Awaited<ReturnType<SafetyCopy['make']>>;

async function make(context: DrillContext, binding: Binding): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  const where = `backup ${places.backup} and s3://${places.bucket}/${places.settings}`;
  return context.effect<Made>({
    id: `2-baseline/safety-copy/${binding.store}`,
    what: `take the backup ${places.backup} of ${binding.resource} and keep its settings`,
    destructive: false,
    probe: async () => ((await hasSafetyDocument(access, places)) ? described(context, binding, where) : undefined),
    act: async () => {
      const { table, settings } = await readTableSettings(access, binding.resource);
      if (table.TableId === undefined) throw new RedrillError('safety.no-table-id', `DynamoDB describes ${binding.resource} without a table id`, { actor: 'platform' });
      const { followed } = await streamFollowed(access, { pointer: binding.pointer, live: table.LatestStreamArn ?? null });
      const backup = await makeBackup(context, access, { table: binding.resource, name: places.backup });
      // Written last: who finds the document may rely on the backup.
      await writeSafetyDocument(access, places, { tableId: table.TableId, backup, settings, followed: followed !== null });
      return described(context, binding, where);
    },
  });
}

/** The backup is whole and of this very table. */
async function described(context: DrillContext, binding: Binding, where: string): Promise<Made> {
  const places = safetyPlaces(context, binding.store);
  const access = context.targets.access('drill-operator', binding.region);
  const { tableId, backup } = await readSafetyDocument(access, places);
  const [kept, table] = [await describeBackup(access, backup), await describeTable(access, binding.resource)];
  const verified = kept?.details.BackupStatus === 'AVAILABLE' && kept.tableId === tableId && table?.TableId === tableId;
  return { where, count: kept?.items ?? 0, bytes: kept?.details.BackupSizeBytes ?? 0, verified };
}

async function discard(context: DrillContext, store: StoreConfig): Promise<void> {
  const places = safetyPlaces(context, store.id);
  const access = context.targets.access('drill-operator', store.region);
  const document = (await hasSafetyDocument(access, places)) ? await readSafetyDocument(access, places) : null;
  // Cut off before the document was written, the backup is known by its name alone.
  const backup = document?.backup ?? (await backupNamed(access, { table: context.binding(store.id).resource, name: places.backup }))?.BackupArn;
  if (backup !== undefined) await deleteBackup(access, backup);
  await deleteSafetyDocument(access, places);
}
