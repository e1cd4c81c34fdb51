import type { VolumeSettings } from '#stores/ebs/volume-settings';

/** What makes a volume unusable or unsafe where it is: zone, type, size, encryption, key. In words; empty when all is as documented. */
export function wrongIn(found: VolumeSettings, wanted: VolumeSettings): readonly string[] {
  return [
    ...(found.AvailabilityZone === wanted.AvailabilityZone ? [] : [`it is in zone ${found.AvailabilityZone}, documented ${wanted.AvailabilityZone}: its instance cannot use it there`]),
    ...(found.VolumeType === wanted.VolumeType ? [] : [`its type is ${found.VolumeType}, documented ${wanted.VolumeType}`]),
    ...(found.Size >= wanted.Size ? [] : [`it has ${found.Size} GiB, documented ${wanted.Size}`]),
    ...(found.Encrypted || !wanted.Encrypted ? [] : ['it is not encrypted']),
    ...(wanted.KmsKeyId === null || found.KmsKeyId === wanted.KmsKeyId ? [] : [`its key is ${found.KmsKeyId ?? 'none'}, documented ${wanted.KmsKeyId}`]),
  ];
}
