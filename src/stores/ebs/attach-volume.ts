import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { awaitAttached, awaitDetached } from './await-volume.ts';
import { describeVolume } from './describe-volume.ts';
import { ebsCode } from './ebs-code.ts';
import type { VolumeSettings } from './volume-settings.ts';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

export type Attachment = NonNullable<VolumeSettings['Attachment']>;

/** Whether a volume is attached there for certain. */
export async function isAttached(access: AwsAccess, volumeId: string, { InstanceId, Device }: Attachment): Promise<boolean> {
  const volume = await describeVolume(access, volumeId);
  return volume?.Attachments?.some((one) => one.InstanceId === InstanceId && one.Device === Device && one.State === 'attached') ?? false;
}

/** Attaches a volume at a device name and waits for it; one that is attached there already is fine. */
export async function attachVolume(context: Pick<DrillContext, 'clock' | 'signal'>, access: AwsAccess, volumeId: string, to: Attachment): Promise<void> {
  if (!(await isAttached(access, volumeId, to))) await requestAttachment(access, volumeId, to);
  await awaitAttached(context, access, volumeId);
  if (!(await isAttached(access, volumeId, to))) throw new RedrillError('ebs.AttachedElsewhere', `volume ${volumeId} is attached, and not to ${to.InstanceId} as ${to.Device}`, { actor: 'platform' });
}

async function requestAttachment(access: AwsAccess, volumeId: string, { InstanceId, Device }: Attachment): Promise<void> {
  try {
    await withEc2(access, (client) => client.send(new (ec2Sdk().AttachVolumeCommand)({ VolumeId: volumeId, InstanceId, Device })));
  } catch (error) {
    // An answer was lost and the request sent again: what it is attached to tells the caller's look.
    if (ebsCode(error) !== 'VolumeInUse') throw error;
  }
}

/** Takes a volume away from whatever it is attached to, and waits until it is free. */
export async function detachVolume(context: Pick<DrillContext, 'clock' | 'signal'>, access: AwsAccess, volumeId: string): Promise<void> {
  const volume = await describeVolume(access, volumeId);
  if (volume?.Attachments?.some(({ State }) => State === 'attached' || State === 'busy' || State === 'attaching')) {
    try {
      await withEc2(access, (client) => client.send(new (ec2Sdk().DetachVolumeCommand)({ VolumeId: volumeId })));
    } catch (error) {
      // It was detached in between, or the answer of an earlier request was lost.
      if (ebsCode(error) !== 'IncorrectState') throw error;
    }
  }
  await awaitDetached(context, access, volumeId);
}
