import { hash } from 'node:crypto';
import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { attachVolume, detachVolume } from '#stores/ebs/attach-volume';
import { awaitUsable } from '#stores/ebs/await-volume';
import { createVolume } from '#stores/ebs/create-volume';
import { describeVolume, isGone, tagsOf } from '#stores/ebs/describe-volume';
import { removeTags, setTags } from '#stores/ebs/set-tags';
import { readPointer, writePointer } from '#targets/pointer';
import { madeByRecovery } from './made-by-recovery.ts';
import { replaceVolume } from './replace-volume.ts';
import { readSafetyDocument, type SafetyDocument } from './safety-document.ts';
import { safetyPlaces, type SafetyPlaces } from './safety-places.ts';
import { volumeAt } from './volume-at.ts';

interface Job {
  readonly access: AwsAccess;
  readonly places: SafetyPlaces;
  readonly document: SafetyDocument;
  readonly store: StoreConfig;
}

/**
 * Brings a volume back to the safety copy: content, settings, attachment, pointer. A volume that was never lost keeps its content; one that
 * this run's recovery made or took out of the Recycle Bin is detached and kept; any other is left alone.
 */
export async function restoreSafetyCopy(context: DrillContext, store: StoreConfig): Promise<void> {
  const access = context.targets.access('drill-operator', store.region);
  const places = safetyPlaces(context, store.id);
  const document = await readSafetyDocument(access, places);
  if (document === null) throw new RedrillError('safety.no-document', `s3://${places.bucket}/${places.settings} does not exist: nobody knows any more what ${store.id} was`, { actor: 'platform' });
  const job: Job = { access, places, document, store };
  await clearTheWay(context, job);
  await context.effect({
    id: `5-put-back/safety-copy/${store.id}`,
    what: `bring ${document.volumeId} back to the snapshot ${document.snapshotId}`,
    destructive: false,
    // Every part looks before it changes anything, so repeating it is the way to finish it.
    probe: async () => undefined,
    act: () => bringBack(context, job),
  });
}

/** What the recovery made is wrong, or there would be nothing to put back: it is taken out of the way, and keeps what it holds. */
async function clearTheWay(context: DrillContext, { access, store, places }: Job): Promise<void> {
  for (const volumeId of madeByRecovery(context.effects())) {
    const volume = await describeVolume(access, volumeId);
    if (!isGone(volume)) await replaceVolume(context, { access, store: store.id, tag: places.tag }, volume);
  }
}

async function bringBack(context: DrillContext, job: Job): Promise<{ readonly volume: string; readonly how: 'never-lost' | 'put-back' }> {
  const { access, document, store, places } = job;
  const volume = (await neverLost(context, job)) ? document.volumeId : await ensureVolume(context, job);
  await setTags(access, volume, document.settings.Tags);
  if (document.settings.Attachment !== null) await takePlace(context, job, volume);
  if ((await readPointer(access, store.pointer)) !== volume) await writePointer(access, store.pointer, volume);
  // The tag has done its work: the next drill's settings must not begin with it.
  await removeTags(access, volume, [places.tag.Key]);
  return { volume, how: volume === document.volumeId ? 'never-lost' : 'put-back' };
}

/** A volume that the recovery took out of the Recycle Bin has the lost one's id, and what it holds by now is the recovery's. */
async function neverLost(context: DrillContext, { access, document }: Job): Promise<boolean> {
  return !madeByRecovery(context.effects()).has(document.volumeId) && !isGone(await describeVolume(access, document.volumeId));
}

/** The volume made of the safety copy: the one that an earlier try made, or a new one. The token gives the same volume again. */
async function ensureVolume(context: DrillContext, { access, document, places, store }: Job): Promise<string> {
  const pointed = await readPointer(access, store.pointer);
  const known = pointed === null || pointed === document.volumeId ? null : await describeVolume(access, pointed);
  if (!isGone(known) && madeOfSafetyCopy(known, document)) return pointed ?? '';
  const token = hash('sha256', `${places.tag.Value}/put-back`).slice(0, 32);
  const volume = await createVolume(access, { settings: document.settings, snapshotId: document.snapshotId, token, tags: [...document.settings.Tags, places.tag] });
  await awaitUsable(context, access, volume);
  return volume;
}

function madeOfSafetyCopy({ SnapshotId }: Volume, { snapshotId }: SafetyDocument): boolean {
  return SnapshotId === snapshotId;
}

/** The device name must be free: what lies there now is nobody's but what was made by hand meanwhile, and that is left alone. */
async function takePlace(context: DrillContext, { access, document }: Job, volume: string): Promise<void> {
  const place = document.settings.Attachment;
  if (place === null) return;
  const there = await volumeAt(access, place);
  if (there !== null && there !== volume) {
    const tags = tagsOf((await describeVolume(access, there)) ?? {});
    throw new RedrillError('safety.in-use', `${there}${tags['Name'] === undefined ? '' : ` (${tags['Name']})`} is attached to ${place.InstanceId} as ${place.Device}, and this run did not make it: somebody may have restored it by hand, and users may be on it. It is left alone; what was lost is in ${document.snapshotId} and ${volume}`, { actor: 'platform' });
  }
  const now = await describeVolume(access, volume);
  const elsewhere = now?.Attachments?.find((one) => one.InstanceId !== place.InstanceId || one.Device !== place.Device);
  if (elsewhere !== undefined) await detachVolume(context, access, volume);
  await attachVolume(context, access, volume, place);
}
