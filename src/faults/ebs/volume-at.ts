import type { AwsAccess } from '#contract/aws';
import type { Attachment } from '#stores/ebs/attach-volume';
import { volumesOf } from '#stores/ebs/volumes-of';

/** The volume that is attached to an instance under a device name; null when none is. */
export async function volumeAt(access: AwsAccess, { InstanceId, Device }: Attachment): Promise<string | null> {
  return (await volumesOf(access, InstanceId)).find(({ Attachments }) => Attachments?.some((one) => one.InstanceId === InstanceId && one.Device === Device))?.VolumeId ?? null;
}
