import type { VolumeSettings } from '#stores/ebs/volume-settings';

type Metadata = Readonly<Record<string, string>>;

/** Keys that only belong to archived points and to restores of single files. */
const NOT_OURS = new Set(['temporaryrestoredays', 'restoretype', 'destinationbucketname', 'pathstorestore']);

/** Metadata for restoring a volume: the fetched ones with the documented zone, type, size and key put in. What is not named here comes back as EBS's default. */
export function volumeMetadata(fetched: Metadata, { AvailabilityZone, VolumeType, Size, Iops, Throughput, Encrypted, KmsKeyId }: VolumeSettings): Metadata {
  const ours: Metadata = {
    availabilityZone: AvailabilityZone,
    volumeType: VolumeType,
    volumeSize: String(Size),
    encrypted: String(Encrypted),
    ...(KmsKeyId === null ? {} : { kmsKeyId: KmsKeyId }),
    ...(Iops === null ? {} : { iops: String(Iops) }),
    ...(Throughput === null ? {} : { throughput: String(Throughput) }),
  };
  const named = new Set(Object.keys(ours).map((key) => key.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(fetched).filter(([key]) => !NOT_OURS.has(key.toLowerCase()) && !named.has(key.toLowerCase()))), ...ours };
}
