import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { isoMicros } from '#kit/time';
import { awaitUsable } from '#stores/ebs/await-volume';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { inRecycleBin, restoreFromRecycleBin } from '#stores/ebs/recycle-bin';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Takes the deleted volume out of the Recycle Bin, under its own id and with all that was written to it, and waits until it can be used. */
export const fromRecycleBin: StepModule<Args> = { id: 'ebs.restore-from-recycle-bin', with: args, marks: 'restore', effects: ['ec2:RestoreVolumeFromRecycleBin'], run };

async function run(context: DrillContext, { store }: Args): Promise<StepResult> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-restorer', region);
  const claimedUntil = await whenDeleted(context, access, store);
  await context.effect({
    id: `4-recover/${fromRecycleBin.id}/${store}/taken-out`,
    what: `take ${resource} out of the Recycle Bin`,
    destructive: false,
    probe: async () => (isGone(await describeVolume(access, resource)) ? undefined : { volume: resource }),
    act: async () => {
      await restoreFromRecycleBin(access, resource);
      return { volume: resource };
    },
  });
  await awaitUsable(context, access, resource);
  return { outputs: { volume: resource, claimedUntil }, binds: { store, resource } };
}

/** Settled before it is taken out: afterwards the Recycle Bin knows it no more. */
function whenDeleted(context: DrillContext, access: AwsAccess, store: string): Promise<string | null> {
  const { resource } = context.binding(store);
  return context.effect<string | null>({
    id: `4-recover/${fromRecycleBin.id}/${store}/deleted-at`,
    what: `note when ${resource} was deleted`,
    destructive: false,
    // Nothing changes by looking: it is free to look again.
    probe: async () => undefined,
    act: async () => {
      const found = await inRecycleBin(access, resource);
      if (found === null) throw new RedrillError('restore.not-in-recycle-bin', `the Recycle Bin does not have ${resource} (any more): restore it from the vault instead (ebs-volume.md)`, { actor: 'platform' });
      return found.RecycleBinEnterTime === undefined ? null : isoMicros(found.RecycleBinEnterTime.getTime() * 1000);
    },
  });
}
