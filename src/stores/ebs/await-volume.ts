import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeVolume, isGone } from './describe-volume.ts';

type Waiter = Pick<DrillContext, 'clock' | 'signal'>;

const ASK_EVERY_MS = 5000;
/** An hour: volumes come up, attach and go within seconds; one that does not is an error. */
const MOST_ASKS = 720;

/** Waits in drill time until a volume can be used, attached or not. */
export function awaitUsable(context: Waiter, access: AwsAccess, volumeId: string): Promise<Volume> {
  return awaitVolume(context, { access, volumeId, wanted: 'available or in-use' }, (volume) => volume?.State === 'available' || volume?.State === 'in-use');
}

/** Waits until a volume is attached nowhere. */
export function awaitDetached(context: Waiter, access: AwsAccess, volumeId: string): Promise<Volume> {
  return awaitVolume(context, { access, volumeId, wanted: 'available' }, (volume) => volume?.State === 'available');
}

/** Waits until a volume is attached to an instance for certain. */
export function awaitAttached(context: Waiter, access: AwsAccess, volumeId: string): Promise<Volume> {
  return awaitVolume(context, { access, volumeId, wanted: 'attached' }, (volume) => volume?.State === 'in-use' && volume.Attachments?.[0]?.State === 'attached');
}

interface Wait {
  readonly access: AwsAccess;
  readonly volumeId: string;
  /** In words. */
  readonly wanted: string;
}

async function awaitVolume(context: Waiter, { access, volumeId, wanted }: Wait, good: (volume: Volume | null) => boolean): Promise<Volume> {
  for (let ask = 0; ask < MOST_ASKS; ask += 1) {
    const volume = await describeVolume(access, volumeId);
    if (isGone(volume)) throw new RedrillError('ebs.NoVolume', `there is no volume ${volumeId}: it should have become ${wanted}`, { actor: 'platform' });
    if (good(volume)) return volume;
    if (volume.State === 'error') throw new RedrillError('ebs.VolumeFailed', `volume ${volumeId} is in state error and never becomes ${wanted}: EC2 could not make it, often because its KMS key cannot be used`, { actor: 'platform' });
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw late(volumeId, wanted);
}

function late(volumeId: string, wanted: string): RedrillError {
  return new RedrillError('ebs.VolumeLate', `volume ${volumeId} was not ${wanted} after ${(MOST_ASKS * ASK_EVERY_MS) / 60_000} minutes`, { actor: 'platform' });
}
