import type { Place } from '../../service.ts';
import type { Fingerprint } from './volumes/fingerprint.ts';

export type Tags = Readonly<Record<string, string>>;

/** What everything that EBS keeps has. */
export interface Thing extends Place {
  readonly id: string;
  /** Drill time, epoch microseconds; null when nothing happens to it by itself. */
  readonly due: number | null;
}

/** Who asked, for keys that are looked at later. */
export interface Principal {
  readonly account: string;
  readonly arn: string;
}

/** A stay in Recycle Bin. */
export interface BinStay {
  readonly enteredMicros: number;
  readonly exitMicros: number;
}

export interface Attachment {
  readonly instanceId: string;
  readonly device: string;
  readonly state: 'attaching' | 'attached' | 'detaching';
  readonly sinceMicros: number;
  /** When the state ends; null for attached. */
  readonly dueMicros: number | null;
  /** Why attaching will come to nothing: a key that cannot be used is noticed asynchronously. */
  readonly failure: string | null;
}

/** Size and performance of a volume. */
export interface VolumeShape {
  readonly sizeGiB: number;
  readonly type: string;
  readonly iops: number | null;
  readonly throughput: number | null;
}

export interface Modification {
  readonly from: VolumeShape;
  readonly to: VolumeShape;
  readonly state: 'modifying' | 'optimizing' | 'completed';
  readonly startedMicros: number;
  readonly endsMicros: number;
}

export interface Volume extends Thing, VolumeShape {
  readonly state: 'creating' | 'available' | 'in-use' | 'deleting' | 'error' | 'binned';
  readonly createdMicros: number;
  readonly zone: string;
  readonly keyArn: string | null;
  readonly snapshotId: string | null;
  /** Volumes and snapshots with one history: what ListChangedBlocks can compare. */
  readonly lineage: string;
  /** Map that its image is made from, held until that is done; null for an empty volume. */
  readonly sourceMap: number | null;
  /** Whether its image is there. */
  readonly filled: boolean;
  readonly readyMicros: number;
  readonly failure: string | null;
  /** Blocks load lazily between these moments; null for a volume that is whole from the beginning. */
  readonly init: { readonly fromMicros: number; readonly untilMicros: number; readonly rate: number | null } | null;
  readonly fastRestored: boolean;
  readonly attachment: Attachment | null;
  readonly modification: Modification | null;
  readonly autoEnableIo: boolean;
  readonly bin: BinStay | null;
  /** The image as it last was known: while the file has the fingerprint, a snapshot needs no look at it; null when that cannot be told. */
  readonly base: { readonly map: number; readonly fingerprint: Fingerprint | null } | null;
  readonly clientToken: string | null;
  /** Restore job of AWS Backup that made it. */
  readonly restoreJob: string | null;
}

export interface SnapshotLock {
  readonly mode: 'governance' | 'compliance';
  readonly createdMicros: number;
  readonly coolOffHours: number | null;
  readonly durationDays: number;
  readonly expiresMicros: number;
}

export interface Snapshot extends Thing {
  readonly state: 'pending' | 'completed' | 'error' | 'recovering' | 'binned';
  readonly message: string | null;
  /** ec2: by a caller; backup: by AWS Backup, which alone deletes it; direct: written block by block. */
  readonly origin: 'ec2' | 'backup' | 'direct';
  readonly volumeId: string;
  readonly lineage: string;
  readonly sizeGiB: number;
  readonly dataBytes: number;
  readonly keyArn: string | null;
  readonly description: string;
  readonly startedMicros: number;
  readonly endsMicros: number;
  readonly completedMicros: number | null;
  /** Map of its blocks; null until they are there. */
  readonly map: number | null;
  /** What a copy is made from, held until that is done; also what a snapshot that is being written begins with. */
  readonly sourceMap: number | null;
  /** Of a copy by a caller: from where. */
  readonly fromRegion?: string;
  readonly by: Principal | null;
  readonly sharedWith: readonly string[];
  readonly lock: SnapshotLock | null;
  readonly bin: BinStay | null;
  /** Makes its block tokens. */
  readonly secret: string;
  readonly clientToken: string | null;
  /** Settings of the volume at that time: what AWS Backup tells as restore metadata. */
  readonly volume: (VolumeShape & { readonly zone: string }) | null;
}

/** A rule of Recycle Bin. */
export interface BinRule extends Thing {
  readonly resourceType: 'EBS_SNAPSHOT' | 'EBS_VOLUME' | 'EC2_IMAGE';
  readonly description: string;
  readonly retentionDays: number;
  readonly createdMicros: number;
  /** By tag when there are any, else the whole region. */
  readonly matches: readonly TagMatch[];
  readonly excludes: readonly TagMatch[];
  readonly tags: Tags;
  readonly lock: { readonly delayDays: number; readonly state: 'locked' | 'pending_unlock' | 'unlocked'; readonly endsMicros: number | null } | null;
}

export interface TagMatch {
  readonly key: string;
  /** Null: any value. */
  readonly value: string | null;
}

/** Settings of an account in a region; `id` is `<account>/<region>`. */
export interface EbsSettings extends Thing {
  readonly encryptByDefault: boolean;
  /** Null: the AWS managed key. */
  readonly defaultKeyArn: string | null;
}

/** Fast snapshot restore of a snapshot in a zone; `id` is `<snapshot>/<zone>`. */
export interface FastRestore extends Thing {
  readonly snapshotId: string;
  readonly zone: string;
  readonly state: 'enabling' | 'optimizing' | 'enabled' | 'disabling';
  readonly enablingMicros: number;
  readonly optimizingMicros: number | null;
  readonly enabledMicros: number | null;
  readonly disablingMicros: number | null;
}
