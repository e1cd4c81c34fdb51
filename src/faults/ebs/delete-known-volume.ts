import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { ebsCode } from '#stores/ebs/ebs-code';
import { ec2Sdk, withEc2 } from '#stores/ebs/with-ec2';

/** Sends one request to delete a volume, right after a look at it; gone or going already is fine. Ids of volumes are never used twice. */
export async function deleteKnownVolume(access: AwsAccess, volumeId: string, mayGo: (volume: Volume) => void = () => undefined): Promise<void> {
  const volume = await describeVolume(access, volumeId);
  if (isGone(volume)) return;
  mayGo(volume);
  try {
    await withEc2(access, (client) => client.send(new (ec2Sdk().DeleteVolumeCommand)({ VolumeId: volumeId })));
  } catch (error) {
    const code = ebsCode(error);
    if (code === 'InvalidVolume.NotFound') return;
    throw code === null ? error : new RedrillError('ebs.NotDeleted', `EC2 did not delete ${volumeId}: ${code}: ${error instanceof Error ? error.message : String(error)}`, { actor: 'platform', cause: error });
  }
}
