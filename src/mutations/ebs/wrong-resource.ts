import { hash } from 'node:crypto';
import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { awaitBackupsEnded } from '#stores/backup/await-backups-ended';
import { newestCompleted } from '#stores/backup/newest-point';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { ownVaultOf } from '#stores/backup/serving-vault';
import { vaultPoints } from '#stores/backup/vault-points';
import { withBackup } from '#stores/backup/with-backup';
import { attachVolume, detachVolume } from '#stores/ebs/attach-volume';
import { awaitUsable } from '#stores/ebs/await-volume';
import { createVolume } from '#stores/ebs/create-volume';
import { describeVolume, isGone, volumeArn } from '#stores/ebs/describe-volume';
import { readAt, volumeDevice, withDevice, writeAt } from '#stores/ebs/device';
import { pointsInVault } from '#stores/ebs/points-in-vault';
import { snapshotOfPoint } from '#stores/ebs/snapshots';
import { decodeHeader, encodeHeader, HEADER_BYTES, mustHaveHeader } from '#stores/ebs/volume-layout';
import { settingsOf } from '#stores/ebs/volume-settings';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { unfitWithoutVault } from './unfit.ts';
import { removePoint, saboteur, volumePoints } from './vault-content.ts';

const ID = 'wrong-resource';
const DEVICE = '/dev/sdz';
const swap = spoilNewestPoint({ id: ID, mode: 'swap', means: 'holds the content of another volume', points: volumePoints, other: otherPoint });

/** The point of another volume is restored: one id looks like the other in the night. */
export const wrongResource: MutationModule = {
  id: ID,
  service: 'ebs',
  title: 'the newest point holds the content of another volume',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...swap,
  undo: async (context, store) => {
    await swap.undo(context, store);
    if (context.effects().some(({ id }) => id === otherEffect(store))) await removeOther(context, store);
  },
};

function otherEffect({ id }: StoreConfig): string {
  return `3-disrupt/mutation/${ID}/${id}/other`;
}

async function otherPoint(context: DrillContext, store: StoreConfig): Promise<string> {
  const volume = await otherVolume(context, store);
  return context.effect<string>({
    id: `${otherEffect(store)}/point`,
    what: `fill ${volume} and back it up`,
    destructive: false,
    // Filling it again comes to the same, and the same token gives the same job.
    probe: async () => undefined,
    act: async () => {
      await relabel(context, store, volume);
      const access = saboteur(context, store);
      const { account } = context.binding(store.id);
      const { point } = await runBackupJob(context, access, { vault: ownVaultOf(store).resource, resourceArn: arnOf(context, store, volume), roleArn: `arn:aws:iam::${account}:role/aws-backup`, token: `${context.run.id}/${ID}` });
      return point;
    },
  });
}

/** A volume of the same kind, made of the newest point; the same token gives the same one. */
function otherVolume(context: DrillContext, store: StoreConfig): Promise<string> {
  return context.effect<string>({
    id: otherEffect(store),
    what: `make another volume beside ${context.binding(store.id).resource}`,
    destructive: false,
    // The same token gives the same volume.
    probe: async () => undefined,
    act: async () => {
      const access = saboteur(context, store);
      const original = await describeVolume(access, context.binding(store.id).resource);
      const point = newestCompleted(await pointsInVault(context, store, 'platform-admin'), context.clock.nowMicros());
      if (isGone(original) || point === null) throw new RedrillError('mutation.nothing-to-spoil', `${store.id} has no volume or no completed point that could be mistaken for another`, { actor: 'platform' });
      return createVolume(access, { settings: settingsOf(original), snapshotId: snapshotOfPoint(point.arn), token: hash('sha256', `${context.run.id} ${context.run.token ?? context.run.folder} ${ID}`).slice(0, 32), tags: [{ Key: 'Name', Value: 'redrill-staging' }] });
    },
  });
}

/** Makes it another's: the header names somebody else, all the rest looks alike. */
async function relabel(context: DrillContext, store: StoreConfig, volume: string): Promise<void> {
  const access = saboteur(context, store);
  await awaitUsable(context, access, volume);
  const original = await describeVolume(access, context.binding(store.id).resource);
  const instance = original?.Attachments?.[0]?.InstanceId;
  if (instance === undefined) throw new RedrillError('mutation.nothing-to-spoil', `${context.binding(store.id).resource} is attached to no instance through which another volume could be filled`, { actor: 'platform' });
  await attachVolume(context, access, volume, { InstanceId: instance, Device: DEVICE });
  await withDevice(await volumeDevice(context, { ...context.binding(store.id), resource: volume }), 'r+', async (device) => {
    const layout = mustHaveHeader(decodeHeader(await readAt(device, 0, HEADER_BYTES)), volume);
    await writeAt(device, 0, encodeHeader({ ...layout, label: `${store.resource}-staging` }));
  });
  await detachVolume(context, access, volume);
}

/** However far its making came: waits for a backup that is still running, deletes every point of it, then the volume itself. */
async function removeOther(context: DrillContext, store: StoreConfig): Promise<void> {
  const volume = await otherVolume(context, store);
  const access = saboteur(context, store);
  const arn = arnOf(context, store, volume);
  await awaitBackupsEnded(context, access, arn);
  const points: string[] = [];
  await withBackup(access, async (client) => {
    for await (const point of vaultPoints(client, ownVaultOf(store).resource, arn)) points.push(point.arn);
  });
  for (const point of points) await removePoint(context, store, point);
  if (isGone(await describeVolume(access, volume))) return;
  await awaitUsable(context, access, volume);
  await detachVolume(context, access, volume);
  await withEc2(access, (client) => client.send(new (ec2Sdk().DeleteVolumeCommand)({ VolumeId: volume })));
}

function arnOf(context: DrillContext, { id }: StoreConfig, resource: string): string {
  return volumeArn({ ...context.binding(id), resource });
}
