import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitActive } from '#stores/dynamodb/await-table';
import { makeBackup } from '#stores/dynamodb/backups';
import { describeTable, isGoing } from '#stores/dynamodb/describe-table';
import { deleteKnownTable } from './delete-known-table.ts';
import type { SafetyPlaces } from './safety-places.ts';

interface Replacement {
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly name: string;
  readonly store: string;
}

const LAST = 8;

/**
 * Deletes the table with which a failed recovery came back. Users may have written to it, so its last state is always kept as a backup of its
 * own that nobody discards.
 */
export async function replaceTable(context: DrillContext, { access, places, name, store }: Replacement, found: TableDescription): Promise<void> {
  const tableId = found.TableId ?? '';
  if (found.DeletionProtectionEnabled === true) throw new RedrillError('safety.protected', `${name} came back wrong and is protected against deletion, so put-back cannot replace it: look at it, then take the protection away or restore the backup ${places.backup} under another name`, { actor: 'platform' });
  await awaitActive(context, access, name);
  const leaves = `${places.replaced}-${tableId.slice(-LAST)}`;
  context.say(`${name} is replaced by the safety copy; what it holds now is kept as backup ${leaves}`);
  await context.effect({
    id: `5-put-back/replace/${store}/${tableId}`,
    what: `delete ${name} (${tableId}), which the recovery made, after the backup ${leaves}`,
    destructive: true,
    probe: async () => {
      const now = await describeTable(access, name);
      return isGoing(now) || now.TableId !== tableId ? { table: name, leaves } : undefined;
    },
    act: async () => {
      await makeBackup(context, access, { table: name, name: leaves });
      await deleteKnownTable({ access, name, tableId });
      return { table: name, leaves };
    },
  });
}
