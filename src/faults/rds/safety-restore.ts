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
import { isGoing } from './delete-known-instance.ts';
import { readMade, readSafetyDocument, writeMade, type SafetyDocument } from './safety-document.ts';
import { RUN_TAG, safetyPlaces, type SafetyPlaces } from './safety-places.ts';
import { madeByRecovery } from './made-by-recovery.ts';
import { replaceInstance } from './replace-instance.ts';

interface Job {
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly identifier: string;
  readonly document: SafetyDocument;
}

/**
 * Brings an instance back to the safety copy under its own identifier: content, settings, password, pointer. An instance that was never
 * deleted keeps its content; one that this run's recovery made is replaced, and a final snapshot keeps what it held; any other is left alone.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const { resource: identifier, region, pointer } = context.binding(store.id);
  const access = context.targets.access('drill-operator', region);
  const places = safetyPlaces(context, store.id);
  const job: Job = { access, places, identifier, document: await readSafetyDocument(access, places) };
  const found = await describeInstance(access, identifier);
  if (!isGoing(found) && (await whose(context, job, found)) === 'recovery') await replaceInstance(context, { ...job, store: store.id }, found);
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
      const instance = await awaitAvailable(context, access, identifier);
      await writePointer(access, pointer, endpointPointer(instance, job.document.settings.DBName));
      await forgetRun(job, instance);
      return { instance: identifier, how };
    },
  });
}

/** After it the identifier is one of the instance that was never lost, or of one made from the safety copy. */
async function ensureInstance(context: DrillContext, job: Job): Promise<'never-lost' | 'put-back'> {
  const { access, identifier } = job;
  const found = await describeInstance(access, identifier);
  if (!isGoing(found)) {
    const owner = await whose(context, job, found);
    if (owner === 'recovery') throw new RedrillError('safety.not-replaced', `${identifier} is still the instance that the failed recovery made: run cleanup again`, { actor: 'platform' });
    if (owner === 'put-back') await noteMade(job, found);
    return owner;
  }
  await awaitGone(context, access, identifier);
  await requestRestore(context, job);
  await awaitAvailable(context, access, identifier);
  return 'put-back';
}

/** Whose instance has the name. Of anybody else's nothing is known, least of all that it may be deleted. */
async function whose(context: DrillContext, job: Job, found: DBInstance): Promise<'never-lost' | 'put-back' | 'recovery'> {
  const { identifier, document, places, access } = job;
  const { DbiResourceId: id } = found;
  if (id !== undefined && id === document.resourceId) return 'never-lost';
  if (found.TagList?.some(({ Key, Value }) => Key === RUN_TAG && Value === places.own)) return 'put-back';
  if (id !== undefined && id === (await readMade(access, places))) return 'put-back';
  if (id !== undefined && madeByRecovery(context.effects(), id)) return 'recovery';
  throw new RedrillError('safety.in-use', `${identifier} is now the instance ${id ?? 'without a resource id'}, which neither the platform had before the drill nor this run has made: somebody may have restored it by hand, and users may be on it. It is left alone; what was lost is in the snapshot ${places.snapshot}`, { actor: 'platform' });
}

async function requestRestore(context: DrillContext, job: Job): Promise<void> {
  const { access, identifier, places, document } = job;
  const input = restoreInput(document.settings);
  const Tags = [...(input.Tags ?? []).filter(({ Key }) => Key !== RUN_TAG), { Key: RUN_TAG, Value: places.own }];
  try {
    await withRds(access, (client) => client.send(new (rdsSdk().RestoreDBInstanceFromDBSnapshotCommand)({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: places.snapshot, ...input, Tags })));
  } catch (error) {
    // An answer was lost, and the request that was sent again found the instance that it had made; or somebody was faster, which the look tells.
    if (rdsCode(error) !== 'DBInstanceAlreadyExists') throw error;
  }
  const made = await describeInstance(access, identifier);
  if (made !== null && (await whose(context, job, made)) === 'put-back') await noteMade(job, made);
}

async function noteMade({ access, places }: Job, { DbiResourceId }: DBInstance): Promise<void> {
  if (DbiResourceId !== undefined) await writeMade(access, places, DbiResourceId);
}

/** The tag has done its work once the instance is noted: the next drill's settings must not begin with it. */
async function forgetRun({ access, places }: Job, { DBInstanceArn, TagList }: DBInstance): Promise<void> {
  if (DBInstanceArn === undefined || !TagList?.some(({ Key, Value }) => Key === RUN_TAG && Value === places.own)) return;
  await withRds(access, (client) => client.send(new (rdsSdk().RemoveTagsFromResourceCommand)({ ResourceName: DBInstanceArn, TagKeys: [RUN_TAG] })));
}
