import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { applyTableSettings } from '#stores/dynamodb/apply-table-settings';
import { awaitActive, awaitGone } from '#stores/dynamodb/await-table';
import { restoreBackup } from '#stores/dynamodb/backups';
import { describeTable, isGoing } from '#stores/dynamodb/describe-table';
import { streamPointer } from '#stores/dynamodb/stream-pointer';
import { writePointer } from '#targets/pointer';
import { madeByRecovery } from './made-by-recovery.ts';
import { replaceTable } from './replace-table.ts';
import { readSafetyDocument } from './safety-document.ts';
import type { SafetyDocument } from './safety-document.ts';
import { safetyPlaces } from './safety-places.ts';
import type { SafetyPlaces } from './safety-places.ts';

interface Job {
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly name: string;
  readonly document: SafetyDocument;
}

/**
 * Brings a table back to the safety copy under its own name: items, settings, pointers. A table that was never deleted keeps its items; one
 * that this run's recovery made is replaced, and a backup keeps what it held; any other is left alone.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const { resource: name, region, pointer } = context.binding(store.id);
  const access = context.targets.access('drill-operator', region);
  const places = safetyPlaces(context, store.id);
  const job: Job = { access, places, name, document: await readSafetyDocument(access, places) };
  const found = await describeTable(access, name);
  if (!isGoing(found) && whose(context, job, found) === 'recovery') await replaceTable(context, { ...job, store: store.id }, found);
  await context.effect({
    id: `5-put-back/safety-copy/${store.id}`,
    what: `bring ${name} back to the backup ${places.backup}`,
    destructive: false,
    // Every part looks before it changes anything, so repeating it is the way to finish it.
    probe: async () => undefined,
    act: async () => {
      const how = await ensureTable(context, job);
      await applyTableSettings(context, { access, name }, job.document.settings);
      const { LatestStreamArn } = await awaitActive(context, access, name);
      await writePointer(access, pointer, name);
      if (job.document.followed && LatestStreamArn !== undefined) await writePointer(access, streamPointer(pointer), LatestStreamArn);
      return { table: name, how };
    },
  });
}

type Owner = 'never-lost' | 'put-back' | 'recovery';

/** After it the name is one of the table that was never lost, or of one made from the safety copy. */
async function ensureTable(context: DrillContext, job: Job): Promise<Owner> {
  const { access, name, document } = job;
  const found = await describeTable(access, name);
  if (!isGoing(found)) {
    const owner = whose(context, job, found);
    if (owner === 'recovery') throw new RedrillError('safety.not-replaced', `${name} is still the table that the failed recovery made: run cleanup again`, { actor: 'platform' });
    return owner;
  }
  await awaitGone(context, access, name);
  await restoreBackup(access, { backup: document.backup, table: name, key: document.settings.SSESpecification?.KMSMasterKeyId ?? null });
  const made = await awaitActive(context, access, name);
  return whose(context, job, made);
}

/** Whose table has the name: DynamoDB tells of each restored one which backup it came from. Of anybody else's nothing is known, least of all that it may be deleted. */
function whose(context: DrillContext, { name, document, places }: Job, { TableId, RestoreSummary }: TableDescription): Owner {
  if (TableId !== undefined && TableId === document.tableId) return 'never-lost';
  if (RestoreSummary?.SourceBackupArn === document.backup) return 'put-back';
  if (TableId !== undefined && madeByRecovery(context.effects(), TableId)) return 'recovery';
  throw new RedrillError('safety.in-use', `${name} is now the table ${TableId ?? 'without a table id'}, which neither the platform had before the drill nor this run has made: somebody may have restored it by hand, and users may be on it. It is left alone; what was lost is in the backup ${places.backup}`, { actor: 'platform' });
}
