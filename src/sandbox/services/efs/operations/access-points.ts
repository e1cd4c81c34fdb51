import { uuid } from '#kit/ids';
import type { Call, Operation } from '../../../service.ts';
import { endOf } from '../durations.ts';
import { errors } from '../errors.ts';
import { accessPointAt, allow, fileSystemAt, fileSystemFor, placeOf, requireAvailable } from '../find.ts';
import { fileSystemArn, newId } from '../ids.ts';
import { need, only, page, tagsOf, text, type Input } from '../input.ts';
import { ACCESS_POINTS, type AccessPoint } from '../model.ts';
import { accessPointView } from '../view.ts';

/** Access points; their folder is made when a client mounts through them and it is not there yet. */
export const accessPoints: Readonly<Record<string, Operation>> = {
  CreateAccessPoint: createAccessPoint,
  DescribeAccessPoints: describeAccessPoints,
  DeleteAccessPoint: (call, input) => {
    const point = accessPointAt(call, need(input, 'AccessPointId'), 'DeleteAccessPoint');
    ACCESS_POINTS.put(call.catalogue, { ...point, state: 'deleting', due: endOf(call, 'delete-access-point') });
    call.time.changed();
  },
};

function createAccessPoint(call: Call, input: Input): object {
  only(input, ['ClientToken', 'Tags', 'FileSystemId', 'PosixUser', 'RootDirectory'], 'CreateAccessPoint');
  const system = requireAvailable(fileSystemFor(call, input, 'CreateAccessPoint'));
  const token = text(input, 'ClientToken') ?? uuid();
  const known = ACCESS_POINTS.ofResource(call.catalogue, system.id).find((point) => point.token === token && point.state !== 'deleting');
  if (known) throw errors.accessPointExists(known.id);
  const point: AccessPoint = {
    id: newId('fsap'), ...placeOf(call), resource: system.id, state: 'creating', due: endOf(call, 'create-access-point'), created: call.time.nowMicros(),
    token, tags: tagsOf(input), posixUser: posixUserOf(input), ...rootOf(input),
  };
  ACCESS_POINTS.put(call.catalogue, point);
  call.time.changed();
  return accessPointView(point);
}

function describeAccessPoints(call: Call, input: Input): object {
  only(input, ['MaxResults', 'NextToken', 'AccessPointId', 'FileSystemId'], 'DescribeAccessPoints');
  const [id, system] = [text(input, 'AccessPointId'), text(input, 'FileSystemId')];
  if (id !== undefined && system !== undefined) throw errors.badRequest('Only one of AccessPointId and FileSystemId can be given');
  allow(call, 'DescribeAccessPoints', fileSystemArn(placeOf(call), system ?? '*'));
  const all = id !== undefined ? [accessPointAt(call, id, 'DescribeAccessPoints')] : system !== undefined ? ACCESS_POINTS.ofResource(call.catalogue, fileSystemAt(call, system).id) : ACCESS_POINTS.of(call.catalogue, placeOf(call));
  const { rows, next } = page(all.toSorted((a, b) => a.created - b.created), { most: input['MaxResults'], after: input['NextToken'], limit: 100 });
  return { AccessPoints: rows.map(accessPointView), ...(next === undefined ? {} : { NextToken: next }) };
}

function posixUserOf(input: Input): AccessPoint['posixUser'] {
  const user = input['PosixUser'] as { readonly Uid?: number; readonly Gid?: number; readonly SecondaryGids?: readonly number[] } | undefined;
  if (user === undefined) return null;
  return { uid: idOf(user.Uid, 'Uid'), gid: idOf(user.Gid, 'Gid'), secondaryGids: (user.SecondaryGids ?? []).map((gid) => idOf(gid, 'SecondaryGids')) };
}

function rootOf(input: Input): Pick<AccessPoint, 'path' | 'creation'> {
  const root = input['RootDirectory'] as { readonly Path?: string; readonly CreationInfo?: { readonly OwnerUid?: number; readonly OwnerGid?: number; readonly Permissions?: string } } | undefined;
  const path = root?.Path ?? '/';
  if (!path.startsWith('/') || path.length > 100 || path.split('/').some((part) => part === '..' || part === '.')) throw errors.badRequest(`Invalid path ${path} of RootDirectory: it begins with "/", has 100 characters at the most and no "." or ".."`);
  const info = root?.CreationInfo;
  if (info === undefined) return { path, creation: null };
  if (!/^[0-7]{3,4}$/.test(info.Permissions ?? '')) throw errors.badRequest('Permissions of CreationInfo must be three or four octal digits');
  return { path, creation: { uid: idOf(info.OwnerUid, 'OwnerUid'), gid: idOf(info.OwnerGid, 'OwnerGid'), mode: Number.parseInt(info.Permissions ?? '0', 8) } };
}

function idOf(value: number | undefined, member: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 4_294_967_295) throw errors.badRequest(`${member} must be a whole number from 0 to 4294967295`);
  return value;
}
