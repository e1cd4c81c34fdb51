import type { Posture } from '#contract/events';
import type { VolumeSettings } from '#stores/ebs/volume-settings';

/** What a definition cannot say: which rules protect the volume. */
export interface VolumeState {
  /** `plan/rule -> vault` of every backup rule that selects the volume. */
  readonly backedUpBy: readonly string[];
  /** Rules of the Recycle Bin that would keep it. */
  readonly keptBy: readonly string[];
}

/** A volume's settings as a comparable document. Its id, creation time and the snapshot it came from are left out: they change with every restore. */
export function postureOf(settings: VolumeSettings, { backedUpBy, keptBy }: VolumeState): Posture {
  return { ...documentedPosture(settings), backedUpBy: [...backedUpBy].sort(), keptBy: [...keptBy].sort() };
}

/** The part that a definition can say. */
export function documentedPosture(settings: VolumeSettings): Posture {
  return {
    zone: settings.AvailabilityZone,
    sizeGiB: settings.Size,
    type: settings.VolumeType,
    iops: settings.Iops,
    throughput: settings.Throughput,
    storageEncrypted: settings.Encrypted,
    kmsKey: settings.KmsKeyId,
    attachedTo: settings.Attachment === null ? null : `${settings.Attachment.InstanceId} ${settings.Attachment.Device}`,
    tags: settings.Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(),
  };
}
