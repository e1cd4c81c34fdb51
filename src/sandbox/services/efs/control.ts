import { existsSync, mkdirSync, chmodSync } from 'node:fs';
import { join, relative } from 'node:path';
import { usageError } from '#kit/redrill-error';
import { regionDoorsOf } from '../../regions/region-doors.ts';
import type { ControlMethod, SandboxContext } from '../../service.ts';
import { errors } from './errors.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, MOUNT_TARGETS, type AccessPoint } from './model.ts';
import { giveTo } from './tree/ownership.ts';
import { treePath } from './tree/tree-path.ts';

type Params = Readonly<Record<string, unknown>>;

/**
 * What stands for an NFS mount: `mount {fileSystemId, account, region, accessPointId?, inside?} -> {path}` gives the folder of this machine that holds the
 * files, null while no mount target of the file system is available. Through an access point its folder is given, and made when it is not there.
 */
export function efsControl(context: SandboxContext): Readonly<Record<string, ControlMethod>> {
  return {
    mount: (params) => {
      const id = textOf(params, 'fileSystemId');
      const system = FILE_SYSTEMS.find(context.catalogue, id);
      if (!system || system.account !== textOf(params, 'account') || system.region !== textOf(params, 'region')) throw errors.fileSystemNotFound(id);
      const reachable = system.state === 'available' && MOUNT_TARGETS.ofResource(context.catalogue, id).some(({ state }) => state === 'available');
      if (!reachable) return { path: null };
      const { region } = system;
      const root = treePath(context, id);
      const given = regionDoorsOf(context).through(root, { region, inside: params['inside'], asked: 'mount' });
      if (params['accessPointId'] === undefined) return { path: given };
      const folder = folderOf(root, accessPoint(context, id, textOf(params, 'accessPointId')));
      return { path: folder === null ? null : join(given, relative(root, folder)) };
    },
  };
}

function accessPoint({ catalogue }: SandboxContext, system: string, id: string): AccessPoint {
  const point = ACCESS_POINTS.find(catalogue, id);
  if (point?.resource !== system || point.state !== 'available') throw errors.accessPointNotFound(id);
  return point;
}

/** Null where the folder is not there and the access point does not say how to make it: the mount is refused. */
function folderOf(root: string, { path, creation }: AccessPoint): string | null {
  const folder = join(root, path);
  if (existsSync(folder)) return folder;
  if (creation === null) return null;
  mkdirSync(folder, { recursive: true });
  giveTo(folder, creation);
  chmodSync(folder, creation.mode);
  return folder;
}

function textOf(params: Params, member: string): string {
  const value = params[member];
  if (typeof value !== 'string' || value === '') throw usageError('control.bad-params', `mount: ${member} must be a text, not ${JSON.stringify(value)}`);
  return value;
}
