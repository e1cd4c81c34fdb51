import type { VolumeRecycleBinInfo } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { ebsCode } from './ebs-code.ts';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

const NOT_THERE = new Set(['InvalidVolume.NotFound', 'InvalidVolumeID.NotFound']);

/** A deleted volume that the Recycle Bin still has, and until when; null when it has none of that id. */
export async function inRecycleBin(access: AwsAccess, volumeId: string): Promise<VolumeRecycleBinInfo | null> {
  try {
    const { Volumes } = await withEc2(access, (client) => client.send(new (ec2Sdk().ListVolumesInRecycleBinCommand)({ VolumeIds: [volumeId] })));
    return Volumes?.find((volume) => volume.VolumeId === volumeId) ?? null;
  } catch (error) {
    if (NOT_THERE.has(ebsCode(error) ?? '')) return null;
    throw error;
  }
}

/** Takes a volume out of the Recycle Bin, under its own id. */
export async function restoreFromRecycleBin(access: AwsAccess, volumeId: string): Promise<void> {
  await withEc2(access, (client) => client.send(new (ec2Sdk().RestoreVolumeFromRecycleBinCommand)({ VolumeId: volumeId })));
}
