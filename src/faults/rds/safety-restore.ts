import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { applyInstanceSettings } from '#stores/rds/apply-instance-settings';
import { awaitAvailable, awaitGone } from '#stores/rds/await-instance';
import { describeInstance } from '#stores/rds/describe-instance';
import { endpointPointer } from '#stores/rds/endpoint-pointer';
import { rdsCode } from '#stores/rds/rds-code';
import { restoreInput } from '#stores/rds/restore-input';
import { setPasswords } from '#stores/rds/set-password';
import { rdsSdk, withRds } from '#stores/rds/with-rds';
import { writePointer } from '#targets/pointer';
import { readMade, readSafetyDocument, writeMade, type SafetyDocument } from './safety-document.ts';
import { safetyPlaces, type SafetyPlaces } from './safety-places.ts';
import { describeSnapshot } from './safety-snapshot.ts';

interface Job {
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly identifier: string;
  readonly document: SafetyDocument;
}

/**
 * Brings an instance back to the safety copy under its own identifier: content, settings, password, pointer. An instance that was never
 * deleted keeps its content; one that a failed recovery left under that name is replaced, and a final snapshot keeps what it held.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const { resource: identifier, region, pointer } = context.binding(store.id);
  const access = context.targets.access('drill-operator', region);
  const places = safetyPlaces(context, store.id);
  const job: Job = { access, places, identifier, document: await readSafetyDocument(access, places) };
  await context.effect({
    id: `5-put-back/safety-copy/${store.id}`,
    what: `bring ${identifier} back to the snapshot ${places.snapshot}`,
    destructive: false,
    // Every part looks before it changes anything, so repeating it is the way to finish it.
    probe: async () => undefined,
    act: async () => {
      const how = await ensureInstance(context, job);
      await applyInstanceSettings(context, { access, identifier }, job.document.settings);
      await setPasswords(context, { access, identifier, pointer });
      await writePointer(access, pointer, endpointPointer(await awaitAvailable(context, access, identifier), job.document.settings.DBName));
      return { instance: identifier, how };
    },
  });
}

/** After it the identifier is one of the instance that was never lost, or of one made from the safety copy. */
async function ensureInstance(context: DrillContext, job: Job): Promise<'never-lost' | 'restored'> {
  const { access, identifier, document } = job;
  const found = await describeInstance(access, identifier);
  if (found !== null && found.DBInstanceStatus !== 'deleting') {
    if (found.DbiResourceId === document.resourceId) return 'never-lost';
    if (found.DbiResourceId === (await readMade(access, job.places))) return 'restored';
    await replace(context, job, found);
  }
  await awaitGone(context, access, identifier);
  await requestRestore(job);
  await awaitAvailable(context, access, identifier);
  return 'restored';
}

/**
 * The instance came back wrong; users may have written to it since, so its last state is kept as a snapshot that nobody discards.
 * Where that is kept already, what stands here is only put-back's own first try, cut off before it was noted.
 */
async function replace(context: DrillContext, { access, identifier, places }: Job, found: DBInstance): Promise<void> {
  if (found.DeletionProtection === true) throw new RedrillError('safety.protected', `${identifier} came back wrong and is protected against deletion, so put-back cannot replace it: look at it, then take the protection away or restore the snapshot ${places.snapshot} under another name`, { actor: 'platform' });
  await awaitAvailable(context, access, identifier);
  const kept = (await describeSnapshot(access, places.replaced)) !== null;
  if (!kept) context.say(`${identifier} is replaced by the safety copy; what it holds now is kept as snapshot ${places.replaced}`);
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().DeleteDBInstanceCommand)({ DBInstanceIdentifier: identifier, DeleteAutomatedBackups: true, ...(kept ? { SkipFinalSnapshot: true } : { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: places.replaced }) })));
  } catch (error) {
    if (rdsCode(error) !== 'DBInstanceNotFound') throw error;
  }
}

async function requestRestore({ access, identifier, places, document }: Job): Promise<void> {
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().RestoreDBInstanceFromDBSnapshotCommand)({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: places.snapshot, ...restoreInput(document.settings) })));
  } catch (error) {
    // The name was free a moment ago: an answer was lost, and the request that was sent again found the instance that it had made.
    if (rdsCode(error) !== 'DBInstanceAlreadyExists') throw error;
  }
  const made = await describeInstance(access, identifier);
  if (made?.DbiResourceId !== undefined) await writeMade(access, places, made.DbiResourceId);
}
