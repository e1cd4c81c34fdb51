import { dateOfMicros } from '#kit/dates';
import type { Catalogue } from '../../service.ts';
import { defaultVpc } from '../rds/ids.ts';
import { accessPointArn, fileSystemArn } from './ids.ts';
import { tagList } from './input.ts';
import { MOUNT_TARGETS, type AccessPoint, type FileSystem, type MountTarget } from './model.ts';

/** A file system as the API tells it. */
export function fileSystemView(catalogue: Catalogue, system: FileSystem): object {
  const { id, account, resource, tags, metered } = system;
  return {
    OwnerId: account, CreationToken: resource, FileSystemId: id, FileSystemArn: fileSystemArn(system, id), CreationTime: dateOfMicros(system.created), LifeCycleState: system.state,
    ...(tags['Name'] === undefined ? {} : { Name: tags['Name'] }),
    NumberOfMountTargets: MOUNT_TARGETS.ofResource(catalogue, id).length,
    SizeInBytes: { Value: metered.bytes, Timestamp: dateOfMicros(metered.atMicros), ValueInIA: 0, ValueInStandard: metered.bytes, ValueInArchive: 0 },
    PerformanceMode: system.performanceMode, Encrypted: system.keyArn !== null, ...(system.keyArn === null ? {} : { KmsKeyId: system.keyArn }),
    ThroughputMode: system.throughputMode, ...(system.provisionedMibps === null ? {} : { ProvisionedThroughputInMibps: system.provisionedMibps }),
    ...(system.zone === null ? {} : { AvailabilityZoneName: system.zone, AvailabilityZoneId: zoneId(system.zone) }),
    Tags: tagList(tags), FileSystemProtection: { ReplicationOverwriteProtection: system.protection },
  };
}

export function mountTargetView(target: MountTarget): object {
  return {
    OwnerId: target.account, MountTargetId: target.id, FileSystemId: target.resource, SubnetId: target.subnet, LifeCycleState: target.state, IpAddress: target.ip,
    NetworkInterfaceId: target.id.replace('fsmt-', 'eni-'), AvailabilityZoneId: zoneId(target.zone), AvailabilityZoneName: target.zone, VpcId: defaultVpc(target),
  };
}

export function accessPointView(point: AccessPoint): object {
  const { posixUser, creation, tags } = point;
  return {
    ClientToken: point.token, ...(tags['Name'] === undefined ? {} : { Name: tags['Name'] }), Tags: tagList(tags), AccessPointId: point.id, AccessPointArn: accessPointArn(point, point.id), FileSystemId: point.resource,
    ...(posixUser === null ? {} : { PosixUser: { Uid: posixUser.uid, Gid: posixUser.gid, ...(posixUser.secondaryGids.length === 0 ? {} : { SecondaryGids: posixUser.secondaryGids }) } }),
    RootDirectory: { Path: point.path, ...(creation === null ? {} : { CreationInfo: { OwnerUid: creation.uid, OwnerGid: creation.gid, Permissions: creation.mode.toString(8).padStart(4, '0') } }) },
    OwnerId: point.account, LifeCycleState: point.state,
  };
}

/** usw2-az1 for us-west-2a: every account of the sandbox sees the zones in the same order. */
function zoneId(zone: string): string {
  const [, area = '', direction = '', number = '', letter = 'a'] = /^([a-z]+)-([a-z]+)-(\d+)([a-z])$/.exec(zone) ?? [];
  return `${area}${direction.slice(0, 1)}${number}-az${letter.charCodeAt(0) - 96}`;
}
