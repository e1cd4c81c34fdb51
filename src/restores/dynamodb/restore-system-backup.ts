import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitActive } from '#stores/dynamodb/await-table';
import { backupMadeAt, newestSystemBackup, restoreBackup, systemBackupName } from '#stores/dynamodb/backups';
import { describeTable } from '#stores/dynamodb/describe-table';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';
import { withKeyArn } from '#stores/dynamodb/with-key-arn';
import { chooseName, placeSchema } from './choose-name.ts';
import type { Chosen } from './choose-name.ts';
import { noteMade } from './note-made.ts';

const args = z.strictObject({ store: z.string(), definition: z.string(), place: placeSchema });
type Args = z.output<typeof args>;

/** Restores the backup that DynamoDB itself made when the table was deleted, and waits until the table takes requests. */
export const restoreSystemBackup: StepModule<Args> = { id: 'dynamodb.restore-system-backup', with: args, marks: 'restore', effects: ['dynamodb:RestoreTableFromBackup'], run };

interface Asked {
  readonly backup: string;
  readonly madeAt: string | null;
  readonly sizeBytes: number | null;
}

async function run(context: DrillContext, input: Args): Promise<StepResult> {
  const { store } = input;
  const step = restoreSystemBackup.id;
  const access = context.targets.access('drill-restorer', context.binding(store).region);
  const chosen = await chooseName(context, step, input);
  const { backup, madeAt, sizeBytes } = await ask(context, access, { ...input, chosen });
  await noteMade(context, access, { step, store, name: chosen.name, stillComing: async () => false });
  await awaitActive(context, access, chosen.name);
  return { outputs: { table: chosen.name, point: backup, claimedUntil: madeAt, sizeBytes }, binds: { store, resource: chosen.name } };
}

async function ask(context: DrillContext, access: AwsAccess, { store, definition, chosen: { name } }: Args & { readonly chosen: Chosen }): Promise<Asked> {
  const { resource } = context.binding(store);
  return context.effect<Asked>({
    id: `4-recover/${restoreSystemBackup.id}/${store}`,
    what: `restore ${systemBackupName(resource)} as ${name}`,
    destructive: false,
    // Act looks itself: a table that was made from the very backup is the one that was asked for.
    probe: async () => undefined,
    act: async () => {
      const kept = await newestSystemBackup(access, resource);
      if (kept?.BackupArn === undefined) throw new RedrillError('restore.no-system-backup', `DynamoDB keeps no backup ${systemBackupName(resource)}: the table had no point-in-time recovery when it was deleted, or that is more than 35 days ago. Restore from the vault instead`, { actor: 'platform' });
      const wanted = await withKeyArn(access, loadTableDefinition(context, definition));
      const { already } = await restoreBackup(access, { backup: kept.BackupArn, table: name, key: wanted.SSESpecification?.KMSMasterKeyId ?? null });
      if (already) await mustComeFrom(access, name, kept.BackupArn);
      return { backup: kept.BackupArn, madeAt: backupMadeAt(kept), sizeBytes: kept.BackupSizeBytes ?? null };
    },
  });
}

/** The name was free when it was chosen; whoever has it now must be the table that an earlier, unanswered request made. */
async function mustComeFrom(access: AwsAccess, name: string, backup: string): Promise<void> {
  const source = (await describeTable(access, name))?.RestoreSummary?.SourceBackupArn;
  if (source !== backup) throw new RedrillError('dynamodb.in-use', `the table ${name} was made by somebody else meanwhile (from ${source ?? 'no backup'}, expected ${backup}): look whose it is before anything else`, { actor: 'platform' });
}
