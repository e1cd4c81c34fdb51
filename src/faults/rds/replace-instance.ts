import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitAvailable } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { deleteKnownInstance, isGoing, type KnownInstance } from './delete-known-instance.ts';
import type { SafetyPlaces } from './safety-places.ts';

interface Replacement {
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly identifier: string;
  readonly store: string;
}

/**
 * Deletes the instance with which a failed recovery came back. Users may have written to it, so its last state is always kept as a
 * snapshot of its own that nobody discards.
 */
export async function replaceInstance(context: DrillContext, { access, places, identifier, store }: Replacement, found: DBInstance): Promise<void> {
  const resourceId = found.DbiResourceId ?? '';
  if (found.DeletionProtection === true) throw new RedrillError('safety.protected', `${identifier} came back wrong and is protected against deletion, so put-back cannot replace it: look at it, then take the protection away or restore the snapshot ${places.snapshot} under another name`, { actor: 'platform' });
  await awaitAvailable(context, access, identifier);
  const known: KnownInstance = { access, identifier, resourceId };
  const leaves = `${places.replaced}-${lastPart(resourceId)}`;
  context.say(`${identifier} is replaced by the safety copy; what it holds now is kept as snapshot ${leaves}`);
  await context.effect({
    id: `5-put-back/replace/${store}/${resourceId}`,
    what: `delete ${identifier} (${resourceId}), which the recovery made, with the final snapshot ${leaves}`,
    destructive: true,
    probe: async () => {
      const now = await describeInstance(access, identifier);
      return isGoing(now) || now.DbiResourceId !== resourceId ? { instance: identifier, leaves } : undefined;
    },
    act: async () => {
      await deleteKnownInstance(known, { DeleteAutomatedBackups: true, SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: leaves });
      return { instance: identifier, leaves };
    },
  });
}

const LAST = 8;

function lastPart(resourceId: string): string {
  return resourceId.toLowerCase().replaceAll(/[^a-z0-9]/g, '').slice(-LAST);
}
