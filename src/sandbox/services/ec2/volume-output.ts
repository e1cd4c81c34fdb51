import { dateOfMicros } from '#kit/dates';
import { volumeArn } from '../ebs/ids.ts';
import type { Attachment, Modification, Volume } from '../ebs/model.ts';
import type { EbsState } from '../ebs/state.ts';
import { tagList } from './input.ts';
import { zoneNamed } from './network.ts';

/** A volume as DescribeVolumes tells it. */
export function volumeOutput(state: EbsState, volume: Volume): object {
  return {
    VolumeId: volume.id,
    Size: volume.sizeGiB,
    SnapshotId: volume.snapshotId ?? '',
    AvailabilityZone: volume.zone,
    AvailabilityZoneId: zoneNamed(volume, volume.zone)?.id,
    State: volume.state,
    CreateTime: dateOfMicros(volume.createdMicros),
    Attachments: volume.attachment === null ? [] : [attachmentOutput(volume.id, volume.attachment)],
    Encrypted: volume.keyArn !== null,
    ...(volume.keyArn === null ? {} : { KmsKeyId: volume.keyArn, SseType: 'sse-kms' }),
    VolumeType: volume.type,
    ...(volume.iops === null ? {} : { Iops: volume.iops }),
    ...(volume.throughput === null ? {} : { Throughput: volume.throughput }),
    MultiAttachEnabled: false,
    ...(volume.fastRestored ? { FastRestored: true } : {}),
    ...(volume.init?.rate === null || volume.init === null ? {} : { VolumeInitializationRate: volume.init.rate }),
    VolumeArn: volumeArn(volume),
    OwnerId: volume.account,
    Tags: tagList(state.tags.of(volume, volume.id)),
  };
}

export function attachmentOutput(volumeId: string, attachment: Attachment, state: string = attachment.state): object {
  return { VolumeId: volumeId, InstanceId: attachment.instanceId, Device: attachment.device, State: state, AttachTime: dateOfMicros(attachment.sinceMicros), DeleteOnTermination: false };
}

/** A change of size or performance, as DescribeVolumesModifications tells it. */
export function modificationOutput(volumeId: string, { from, to, state, startedMicros, endsMicros }: Modification, nowMicros: number): object {
  const share = Math.max(0, Math.min(1, (nowMicros - startedMicros) / Math.max(1, endsMicros - startedMicros)));
  return {
    VolumeId: volumeId, ModificationState: state, StartTime: dateOfMicros(startedMicros),
    Progress: state === 'completed' ? 100 : state === 'modifying' ? 0 : Math.min(99, Math.floor(share * 100)),
    ...(state === 'completed' ? { EndTime: dateOfMicros(endsMicros) } : {}),
    TargetSize: to.sizeGiB, TargetVolumeType: to.type, ...(to.iops === null ? {} : { TargetIops: to.iops }), ...(to.throughput === null ? {} : { TargetThroughput: to.throughput }), TargetMultiAttachEnabled: false,
    OriginalSize: from.sizeGiB, OriginalVolumeType: from.type, ...(from.iops === null ? {} : { OriginalIops: from.iops }), ...(from.throughput === null ? {} : { OriginalThroughput: from.throughput }), OriginalMultiAttachEnabled: false,
  };
}
