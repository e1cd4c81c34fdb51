import type { DrillContext, MutationModule, StepResult } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { awaitUsable } from '#stores/ebs/await-volume';
import { createVolume } from '#stores/ebs/create-volume';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { snapshotOfPoint } from '#stores/ebs/snapshots';
import { settingsOf } from '#stores/ebs/volume-settings';
import { unfitWithoutVault } from './unfit.ts';
import { saboteur } from './vault-content.ts';

const STEP = 'ebs.restore-from-backup';

/** The restore goes into another zone, as AWS's own restore tests do by chance: the volume is perfect, and its instance can never have it. */
export const wrongZone: MutationModule = {
  id: 'wrong-zone',
  service: 'ebs',
  kind: 'restore',
  title: 'the volume comes back in a zone where its instance is not',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitWithoutVault,
  step: STEP,
  around: async (context, store, run): Promise<StepResult> => {
    const { outputs } = await run();
    const volume = await elsewhere(context, store, { restored: String(outputs['volume']), point: String(outputs['point']) });
    return { outputs: { ...outputs, volume }, binds: { store: store.id, resource: volume } };
  },
};

/** The same point once more, one zone further. Named as a restore's own, so that put-back knows it. */
async function elsewhere(context: DrillContext, store: StoreConfig, { restored, point }: { readonly restored: string; readonly point: string }): Promise<string> {
  const access = saboteur(context, store);
  const { volume } = await context.effect({
    id: `4-recover/mutation/wrong-zone/${store.id}/made`,
    what: `restore ${point} into another zone`,
    destructive: false,
    // The same token gives the same volume.
    probe: async () => undefined,
    act: async () => {
      const right = await describeVolume(access, restored);
      if (isGone(right)) throw new RedrillError('mutation.nothing-to-spoil', `the restored volume ${restored} is gone again`, { actor: 'platform' });
      const settings = settingsOf(right);
      const zone = nextZone(settings.AvailabilityZone);
      const made = await createVolume(access, { settings: { ...settings, AvailabilityZone: zone }, snapshotId: snapshotOfPoint(point), token: `wrong-zone-${restored}`, tags: [] });
      context.say(`sabotage: the point was restored into ${zone} as ${made}`);
      return { volume: made };
    },
  });
  await awaitUsable(context, access, volume);
  return volume;
}

/** `us-west-2a` -> `us-west-2b`. */
function nextZone(zone: string): string {
  return zone.endsWith('a') ? `${zone.slice(0, -1)}b` : `${zone.slice(0, -1)}a`;
}
