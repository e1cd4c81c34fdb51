import type { VolumeStatusItem } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

/** What EC2's own checks say of a volume. */
export interface VolumeHealth {
  /** ok, impaired, warning, initializing or insufficient-data. */
  readonly status: string;
  /** True when no block waits to be loaded from a snapshot any more. */
  readonly initialised: boolean;
  /** In words, for people. */
  readonly text: string;
}

const ASK_EVERY_MS = 15_000;
/** Twelve hours: at the default rate large volumes take long. */
const MOST_ASKS = 2880;

/** Asks EC2 for the state of a volume's checks; null when it has none to tell. */
export async function volumeHealth(access: AwsAccess, volumeId: string): Promise<VolumeHealth | null> {
  const { VolumeStatuses } = await withEc2(access, (client) => client.send(new (ec2Sdk().DescribeVolumeStatusCommand)({ VolumeIds: [volumeId] })));
  const found = VolumeStatuses?.find((one) => one.VolumeId === volumeId);
  return found === undefined ? null : healthOf(found);
}

/** `volume-initialization-state` is told of volumes that came from a snapshot; without it there is nothing to load. */
export function healthOf({ VolumeStatus }: VolumeStatusItem): VolumeHealth {
  const status = VolumeStatus?.Status ?? 'unknown';
  const loading = VolumeStatus?.Details?.find(({ Name }) => Name === 'initialization-state')?.Status ?? 'completed';
  return { status, initialised: loading === 'completed', text: `status ${status}, initialisation ${loading}` };
}

/** Waits in drill time until a volume is ok and every block of it is loaded. */
export async function awaitInitialised(context: Pick<DrillContext, 'clock' | 'signal' | 'say'>, access: AwsAccess, volumeId: string): Promise<string> {
  let said = '';
  for (let ask = 0; ask < MOST_ASKS; ask += 1) {
    const health = await volumeHealth(access, volumeId);
    if (health?.status === 'ok' && health.initialised) return health.text;
    if (health?.status === 'impaired') throw new RedrillError('ebs.Impaired', `volume ${volumeId}: ${health.text}: EC2 found its data inconsistent and has stopped its I/O`, { actor: 'platform' });
    const text = health?.text ?? 'not told yet';
    if (text !== said) context.say(`volume ${volumeId}: ${text}`);
    said = text;
    await context.clock.sleep(ASK_EVERY_MS, context.signal);
  }
  throw new RedrillError('ebs.NotInitialised', `volume ${volumeId} was not initialised after ${(MOST_ASKS * ASK_EVERY_MS) / 3_600_000} hours (${said})`, { actor: 'platform' });
}
