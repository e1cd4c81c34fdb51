import type { Call, Place } from '../../service.ts';
import { errors } from './errors.ts';
import { accessPointArn, bareId, fileSystemArn } from './ids.ts';
import { need, type Input } from './input.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, MOUNT_TARGETS, type AccessPoint, type FileSystem, type MountTarget } from './model.ts';

export function placeOf(call: Call): Place {
  return { account: call.caller.account, region: call.region };
}

/** Asks for the caller's permission. A file system policy binds clients that mount, not calls of the API: it has no say here. */
export function allow(call: Call, action: string, arn: string): void {
  call.authorise(`elasticfilesystem:${action}`, arn, { account: call.caller.account, policy: null });
}

/** The file system that a request names by id or ARN. Throws FileSystemNotFound. */
export function fileSystemFor(call: Call, input: Input, action: string): FileSystem {
  const id = bareId(need(input, 'FileSystemId'));
  allow(call, action, fileSystemArn(placeOf(call), id));
  return fileSystemAt(call, id);
}

export function fileSystemAt(call: Call, id: string): FileSystem {
  const found = FILE_SYSTEMS.find(call.catalogue, bareId(id));
  if (!found || !isHere(call, found)) throw errors.fileSystemNotFound(id);
  return found;
}

export function mountTargetFor(call: Call, input: Input, action: string): MountTarget {
  const id = need(input, 'MountTargetId');
  const found = MOUNT_TARGETS.find(call.catalogue, id);
  if (!found || !isHere(call, found)) throw errors.mountTargetNotFound(id);
  allow(call, action, fileSystemArn(placeOf(call), found.resource));
  return found;
}

export function accessPointAt(call: Call, id: string, action: string): AccessPoint {
  const found = ACCESS_POINTS.find(call.catalogue, bareId(id));
  if (!found || !isHere(call, found)) throw errors.accessPointNotFound(id);
  allow(call, action, accessPointArn(placeOf(call), found.id));
  return found;
}

/** Refuses what needs a file system that is there and not on its way in or out. */
export function requireAvailable(system: FileSystem): FileSystem {
  if (system.state !== 'available') throw errors.fileSystemState(system.id, system.state);
  return system;
}

function isHere(call: Call, { account, region }: Place): boolean {
  return account === call.caller.account && region === call.region;
}
