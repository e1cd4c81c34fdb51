import { hash } from 'node:crypto';
import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { attachVolume, detachVolume } from '#stores/ebs/attach-volume';
import { awaitUsable } from '#stores/ebs/await-volume';
import { createVolume } from '#stores/ebs/create-volume';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { settingsOf } from '#stores/ebs/volume-settings';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';
import { unfitWithoutVault } from './unfit.ts';
import { saboteur } from './vault-content.ts';

const ID = 'torn-set';
const DEVICE = '/dev/sdy';

/** The volume is one of two that only make sense together, and the plan backs each up alone: what comes back is a day older than what lives on. */
export const tornSet: MutationModule = {
  id: ID,
  service: 'ebs',
  kind: 'backup',
  title: 'the volume belongs to a set, and its points are made of it alone',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  sabotage: async (context, store) => {
    const volume = await siblingOf(context, store);
    return `${volume} is attached beside it, and says that the two belong together`;
  },
  undo: async (context, store) => {
    if (!context.effects().some(({ id }) => id === effectOf(store))) return;
    const access = saboteur(context, store);
    const volume = await siblingOf(context, store);
    if (isGone(await describeVolume(access, volume))) return;
    await awaitUsable(context, access, volume);
    await detachVolume(context, access, volume);
    await withEc2(access, (client) => client.send(new (ec2Sdk().DeleteVolumeCommand)({ VolumeId: volume })));
  },
};

function effectOf({ id }: StoreConfig): string {
  return `3-disrupt/mutation/${ID}/${id}`;
}

/** The same token gives the same volume, and attaching it twice comes to the same. */
function siblingOf(context: DrillContext, store: StoreConfig): Promise<string> {
  return context.effect<string>({
    id: effectOf(store),
    what: `attach a second volume that belongs together with ${context.binding(store.id).resource}`,
    destructive: false,
    // Doing it again is the way to finish it.
    probe: async () => undefined,
    act: async () => {
      const access = saboteur(context, store);
      const original = await describeVolume(access, context.binding(store.id).resource);
      const instance = original?.Attachments?.[0]?.InstanceId;
      if (isGone(original) || instance === undefined) throw new RedrillError('mutation.nothing-to-spoil', `${context.binding(store.id).resource} is attached to no instance: it cannot be one of a set`, { actor: 'platform' });
      const token = hash('sha256', `${context.run.id} ${context.run.token ?? context.run.folder} ${ID}`).slice(0, 32);
      const volume = await createVolume(access, { settings: settingsOf(original), token, tags: [{ Key: 'Name', Value: 'redrill-sibling' }, { Key: 'volume-set', Value: store.resource }] });
      await awaitUsable(context, access, volume);
      await attachVolume(context, access, volume, { InstanceId: instance, Device: DEVICE });
      return volume;
    },
  });
}
