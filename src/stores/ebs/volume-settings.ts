import type { Tag, Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';

const tag = z.strictObject({ Key: z.string(), Value: z.string() });

const settings = z.strictObject({
  AvailabilityZone: z.string(),
  /** GiB. */
  Size: z.number().int().positive(),
  VolumeType: z.string(),
  Iops: z.number().int().nullable().default(null),
  /** MiB a second; gp3 only. */
  Throughput: z.number().int().nullable().default(null),
  Encrypted: z.boolean(),
  /** ARN, id or alias; null for a volume that is not encrypted. */
  KmsKeyId: z.string().nullable(),
  Tags: z.array(tag),
  /** Where it is attached; null for a volume that stands alone. */
  Attachment: z.strictObject({ InstanceId: z.string(), Device: z.string() }).nullable(),
});

/** Everything about a volume that a restore has to bring back, and that neither a snapshot nor a recovery point holds as a whole. */
export type VolumeSettings = z.output<typeof settings>;

export function parseVolumeSettings(value: unknown): VolumeSettings {
  return settings.parse(value);
}

/** The settings of a volume that is there. */
export function settingsOf(volume: Volume): VolumeSettings {
  const [attachment] = volume.Attachments ?? [];
  return {
    AvailabilityZone: volume.AvailabilityZone ?? '',
    Size: volume.Size ?? 0,
    VolumeType: volume.VolumeType ?? '',
    Iops: volume.Iops ?? null,
    Throughput: volume.Throughput ?? null,
    Encrypted: volume.Encrypted ?? false,
    KmsKeyId: volume.KmsKeyId ?? null,
    Tags: ownTags(volume.Tags ?? []),
    Attachment: attachment === undefined ? null : { InstanceId: attachment.InstanceId ?? '', Device: attachment.Device ?? '' },
  };
}

/** Tags that people may set, by key: `aws:` ones belong to AWS and come and go with what made the volume. */
function ownTags(tags: readonly Tag[]): VolumeSettings['Tags'] {
  return tags.map(({ Key, Value }) => ({ Key: Key ?? '', Value: Value ?? '' })).filter(({ Key }) => !Key.startsWith('aws:')).sort((a, b) => (a.Key < b.Key ? -1 : 1));
}
