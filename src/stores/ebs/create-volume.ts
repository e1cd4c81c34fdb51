import type { CreateVolumeCommandInput, Tag } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { RedrillError } from '#kit/redrill-error';
import type { VolumeSettings } from './volume-settings.ts';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

export interface NewVolume {
  readonly settings: VolumeSettings;
  /** What it begins with; absent for an empty one. */
  readonly snapshotId?: string;
  /** The same token gives the same volume. */
  readonly token: string;
  readonly tags: readonly Tag[];
}

/** Asks for a volume; its id. */
export async function createVolume(access: AwsAccess, { settings, snapshotId, token, tags }: NewVolume): Promise<string> {
  const { AvailabilityZone, Size, VolumeType, Iops, Throughput, Encrypted, KmsKeyId } = settings;
  const { VolumeId } = await withEc2(access, (client) => client.send(new (ec2Sdk().CreateVolumeCommand)({
    AvailabilityZone, Size, VolumeType: VolumeType as NonNullable<CreateVolumeCommandInput['VolumeType']>, ClientToken: token,
    ...(Iops === null ? {} : { Iops }), ...(Throughput === null ? {} : { Throughput }),
    ...(Encrypted ? { Encrypted, ...(KmsKeyId === null ? {} : { KmsKeyId }) } : {}),
    ...(snapshotId === undefined ? {} : { SnapshotId: snapshotId }),
    TagSpecifications: [{ ResourceType: 'volume', Tags: [...tags] }],
  })));
  if (VolumeId === undefined) throw new RedrillError('ebs.NoVolume', 'EC2 took the request for a volume and named none', { actor: 'platform' });
  return VolumeId;
}
