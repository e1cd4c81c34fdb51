import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { ebsCode } from './ebs-code.ts';
import { ec2Sdk, withEc2 } from './with-ec2.ts';

/** A volume as EC2 describes it; null when there is none of that id (any more). One in the Recycle Bin is none. */
export async function describeVolume(access: AwsAccess, volumeId: string): Promise<Volume | null> {
  try {
    const { Volumes } = await withEc2(access, (client) => client.send(new (ec2Sdk().DescribeVolumesCommand)({ VolumeIds: [volumeId] })));
    return Volumes?.[0] ?? null;
  } catch (error) {
    if (ABSENT.has(ebsCode(error) ?? '')) return null;
    throw error;
  }
}

/** The second one is EC2's answer to an id that could never be one, such as a name. */
const ABSENT = new Set(['InvalidVolume.NotFound', 'InvalidParameterValue', 'InvalidVolumeID.Malformed']);

/** Nothing is left to delete or to use: there is none of that id, or its deletion has begun. */
export function isGone(volume: Volume | null): volume is null {
  return volume === null || volume.State === 'deleting' || volume.State === 'deleted';
}

/** A volume's tags by key. */
export function tagsOf({ Tags }: Pick<Volume, 'Tags'>): Readonly<Record<string, string>> {
  return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** ARN by which AWS Backup knows a volume. */
export function volumeArn({ account, region, resource }: { readonly account: string; readonly region: string; readonly resource: string }): string {
  return `arn:aws:ec2:${region}:${account}:volume/${resource}`;
}
