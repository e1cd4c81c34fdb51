import { isIPv4 } from 'node:net';
import { sha256 } from '#kit/digest';
import type { Call, Operation } from '../../../service.ts';
import { defaultSecurityGroup, defaultSubnets } from '../../rds/ids.ts';
import { endOf } from '../durations.ts';
import { errors } from '../errors.ts';
import { accessPointAt, fileSystemAt, fileSystemFor, mountTargetFor, placeOf, requireAvailable } from '../find.ts';
import { newId } from '../ids.ts';
import { need, only, page, text, type Input } from '../input.ts';
import { MOUNT_TARGETS, type MountTarget } from '../model.ts';
import { mountTargetView } from '../view.ts';

/** Mount targets: one in each zone. Clients cannot reach a file system that has none. */
export const mountTargets: Readonly<Record<string, Operation>> = {
  CreateMountTarget: createMountTarget,
  DescribeMountTargets: describeMountTargets,
  DeleteMountTarget: (call, input) => {
    const target = mountTargetFor(call, input, 'DeleteMountTarget');
    MOUNT_TARGETS.put(call.catalogue, { ...target, state: 'deleting', due: endOf(call, 'delete-mount-target') });
    call.time.changed();
  },
  DescribeMountTargetSecurityGroups: (call, input) => ({ SecurityGroups: [...mountTargetFor(call, input, 'DescribeMountTargetSecurityGroups').securityGroups] }),
  ModifyMountTargetSecurityGroups: (call, input) => {
    const target = mountTargetFor(call, input, 'ModifyMountTargetSecurityGroups');
    if (target.state !== 'available') throw errors.mountTargetState(target.id, target.state);
    MOUNT_TARGETS.put(call.catalogue, { ...target, securityGroups: securityGroups(call, input) });
  },
};

function createMountTarget(call: Call, input: Input): object {
  only(input, ['FileSystemId', 'SubnetId', 'IpAddress', 'SecurityGroups'], 'CreateMountTarget');
  const system = requireAvailable(fileSystemFor(call, input, 'CreateMountTarget'));
  const subnet = need(input, 'SubnetId');
  const index = zoneIndex(call, subnet);
  const zone = `${call.region}${'abc'[index]}`;
  if (system.zone !== null && system.zone !== zone) throw errors.zonesMismatch(system.zone);
  const target: MountTarget = {
    id: newId('fsmt'), ...placeOf(call), resource: system.id, state: 'creating', due: endOf(call, 'create-mount-target'), created: call.time.nowMicros(),
    subnet, zone, ip: addressIn(call, input, { index, id: system.id }), securityGroups: securityGroups(call, input),
  };
  if (MOUNT_TARGETS.ofResource(call.catalogue, system.id).some((other) => other.zone === zone)) throw errors.mountTargetConflict();
  MOUNT_TARGETS.put(call.catalogue, target);
  call.time.changed();
  return mountTargetView(target);
}

function describeMountTargets(call: Call, input: Input): object {
  only(input, ['MaxItems', 'Marker', 'FileSystemId', 'MountTargetId', 'AccessPointId'], 'DescribeMountTargets');
  const [system, target, point] = [text(input, 'FileSystemId'), text(input, 'MountTargetId'), text(input, 'AccessPointId')];
  if ([system, target, point].filter((one) => one !== undefined).length !== 1) throw errors.badRequest('Exactly one of FileSystemId, MountTargetId and AccessPointId is needed');
  const of = (id: string): readonly MountTarget[] => MOUNT_TARGETS.ofResource(call.catalogue, id).toSorted((a, b) => a.zone.localeCompare(b.zone));
  const all = target !== undefined ? [mountTargetFor(call, input, 'DescribeMountTargets')] : system !== undefined ? of(fileSystemFor(call, input, 'DescribeMountTargets').id) : of(fileSystemAt(call, accessPointAt(call, point ?? '', 'DescribeMountTargets').resource).id);
  const { rows, next } = page(all, { most: input['MaxItems'], after: input['Marker'], limit: 100 });
  return { MountTargets: rows.map(mountTargetView), ...(next === undefined ? {} : { NextMarker: next }) };
}

/** Subnets of the default VPC, one in each zone; of any other id the last letter tells the zone, because subnets are ids here and nothing more. */
function zoneIndex(call: Call, subnet: string): number {
  const standard = defaultSubnets(placeOf(call)).indexOf(subnet);
  if (standard !== -1) return standard;
  if (!/^subnet-[0-9a-z]{7,16}[abc]$/.test(subnet)) throw errors.subnetNotFound(subnet);
  return 'abc'.indexOf(subnet.slice(-1));
}

/** Addresses of the default subnets: 172.31.<16 per zone>; derived from the file system, so that it is the same after a restart. */
function addressIn(call: Call, input: Input, { index, id }: { readonly index: number; readonly id: string }): string {
  const wanted = text(input, 'IpAddress');
  if (wanted !== undefined && !isIPv4(wanted)) throw errors.badRequest(`'${wanted}' is no IPv4 address`);
  const taken = new Set(MOUNT_TARGETS.of(call.catalogue, placeOf(call)).map(({ ip }) => ip));
  if (wanted !== undefined) {
    if (taken.has(wanted)) throw errors.ipInUse(wanted);
    return wanted;
  }
  for (let n = 0; ; n += 1) {
    const digest = sha256(`${id}/${index}/${n}`);
    const ip = `172.31.${index * 16 + (Number.parseInt(digest.slice(0, 1), 16))}.${4 + (Number.parseInt(digest.slice(1, 3), 16) % 250)}`;
    if (!taken.has(ip)) return ip;
  }
}

function securityGroups(call: Call, input: Input): readonly string[] {
  const given = (input['SecurityGroups'] ?? []) as readonly string[];
  for (const id of given) if (!/^sg-[0-9a-z]{8,20}$/.test(id)) throw errors.securityGroupNotFound(id);
  return given.length === 0 ? [defaultSecurityGroup(placeOf(call))] : [...new Set(given)];
}
