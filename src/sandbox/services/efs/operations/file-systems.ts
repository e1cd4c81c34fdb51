import { uuid } from '#kit/ids';
import type { Call, Operation } from '../../../service.ts';
import { AwsError } from '../../../service.ts';
import { endOf } from '../durations.ts';
import { errors } from '../errors.ts';
import { allow, fileSystemAt, fileSystemFor, placeOf, requireAvailable } from '../find.ts';
import { fileSystemArn, newId } from '../ids.ts';
import { need, oneOf, only, page, tagsOf, text, type Input } from '../input.ts';
import { meter } from '../meter.ts';
import { ACCESS_POINTS, FILE_SYSTEMS, MOUNT_TARGETS, type FileSystem } from '../model.ts';
import { makeTree } from '../tree/tree-path.ts';
import { fileSystemView } from '../view.ts';

const PERFORMANCE = ['generalPurpose', 'maxIO'] as const;
const THROUGHPUT = ['bursting', 'provisioned', 'elastic'] as const;

/** File systems: make, tell, change, delete. */
export const fileSystems: Readonly<Record<string, Operation>> = {
  CreateFileSystem: createFileSystem,
  DescribeFileSystems: describeFileSystems,
  UpdateFileSystem: (call, input) => {
    only(input, ['FileSystemId', 'ThroughputMode', 'ProvisionedThroughputInMibps'], 'UpdateFileSystem');
    const system = requireAvailable(fileSystemFor(call, input, 'UpdateFileSystem'));
    const changed = { ...system, ...throughputOf(input, system) };
    FILE_SYSTEMS.put(call.catalogue, changed);
    return fileSystemView(call.catalogue, changed);
  },
  UpdateFileSystemProtection: (call, input) => {
    const system = requireAvailable(fileSystemFor(call, input, 'UpdateFileSystemProtection'));
    const protection = oneOf(input, 'ReplicationOverwriteProtection', ['ENABLED', 'DISABLED']);
    FILE_SYSTEMS.put(call.catalogue, { ...system, protection });
    return { ReplicationOverwriteProtection: protection };
  },
  DeleteFileSystem: (call, input) => {
    const system = fileSystemFor(call, input, 'DeleteFileSystem');
    if (MOUNT_TARGETS.ofResource(call.catalogue, system.id).length > 0) throw errors.fileSystemInUse(system.id);
    if (system.state === 'deleting') throw errors.fileSystemState(system.id, system.state);
    call.catalogue.transaction(() => {
      // access points go with their file system
      for (const point of ACCESS_POINTS.ofResource(call.catalogue, system.id)) ACCESS_POINTS.remove(call.catalogue, point.id);
      FILE_SYSTEMS.put(call.catalogue, { ...system, state: 'deleting', due: endOf(call, 'delete-file-system') });
    });
    call.time.changed();
  },
};

function createFileSystem(call: Call, input: Input): object {
  only(input, ['CreationToken', 'PerformanceMode', 'Encrypted', 'KmsKeyId', 'ThroughputMode', 'ProvisionedThroughputInMibps', 'AvailabilityZoneName', 'Backup', 'Tags'], 'CreateFileSystem');
  const place = placeOf(call);
  const id = newId('fs');
  allow(call, 'CreateFileSystem', fileSystemArn(place, '*'));
  const token = text(input, 'CreationToken') ?? uuid();
  const known = FILE_SYSTEMS.of(call.catalogue, place).find(({ resource, state }) => resource === token && state !== 'deleting');
  if (known) throw errors.fileSystemExists(known.id, token);
  const zone = zoneOf(call, input);
  const now = call.time.nowMicros();
  const system: FileSystem = {
    id, ...place, resource: token, state: 'creating', due: endOf(call, 'create-file-system'), created: now,
    performanceMode: oneOf(input, 'PerformanceMode', PERFORMANCE), ...throughputOf(input, { throughputMode: 'bursting', provisionedMibps: null }), keyArn: keyOf(call, input), zone,
    tags: tagsOf(input), policy: null, backups: (input['Backup'] ?? zone !== null) === true ? 'ENABLED' : 'DISABLED', lifecycle: [], protection: 'ENABLED', metered: { bytes: 6144, atMicros: now },
  };
  makeTree(call, id);
  FILE_SYSTEMS.put(call.catalogue, system);
  call.time.changed();
  return fileSystemView(call.catalogue, system);
}

async function describeFileSystems(call: Call, input: Input): Promise<object> {
  only(input, ['MaxItems', 'Marker', 'CreationToken', 'FileSystemId'], 'DescribeFileSystems');
  const [id, token] = [text(input, 'FileSystemId'), text(input, 'CreationToken')];
  if (id !== undefined && token !== undefined) throw errors.badRequest('Only one of FileSystemId and CreationToken can be given');
  allow(call, 'DescribeFileSystems', fileSystemArn(placeOf(call), id ?? '*'));
  const all = id !== undefined ? [fileSystemAt(call, id)] : FILE_SYSTEMS.of(call.catalogue, placeOf(call)).filter(({ resource }) => token === undefined || resource === token).toSorted((a, b) => a.created - b.created);
  const { rows, next } = page(all, { most: input['MaxItems'], after: input['Marker'], limit: 100 });
  const metered = await Promise.all(rows.map((system) => meter(call, system)));
  return { FileSystems: metered.map((system) => fileSystemView(call.catalogue, system)), ...(next === undefined ? {} : { NextMarker: next }) };
}

function throughputOf(input: Input, now: Pick<FileSystem, 'throughputMode' | 'provisionedMibps'>): Pick<FileSystem, 'throughputMode' | 'provisionedMibps'> {
  const throughputMode = input['ThroughputMode'] === undefined ? now.throughputMode : oneOf(input, 'ThroughputMode', THROUGHPUT);
  const given = input['ProvisionedThroughputInMibps'];
  if (throughputMode !== 'provisioned') {
    if (given !== undefined) throw errors.badRequest('ProvisionedThroughputInMibps is for ThroughputMode provisioned only');
    return { throughputMode, provisionedMibps: null };
  }
  const provisionedMibps = typeof given === 'number' ? given : now.provisionedMibps;
  if (provisionedMibps === null || provisionedMibps < 1) throw errors.badRequest('ThroughputMode provisioned needs ProvisionedThroughputInMibps of at least 1');
  return { throughputMode, provisionedMibps };
}

function keyOf(call: Call, input: Input): string | null {
  const ref = text(input, 'KmsKeyId');
  if (input['Encrypted'] !== true) {
    if (ref !== undefined) throw errors.badRequest('KmsKeyId needs Encrypted to be true');
    return null;
  }
  if (ref === undefined) return call.keys.managed('elasticfilesystem', placeOf(call));
  try {
    const arn = call.keys.resolve(ref, placeOf(call));
    const problem = call.keys.problem(arn, 'encrypt', { account: call.caller.account, arn: call.caller.roleArn ?? call.caller.arn });
    if (problem) throw problem;
    return arn;
  } catch (error) {
    if (error instanceof AwsError) throw errors.badRequest(`The KMS key '${ref}' cannot be used: ${error.message}`);
    throw error;
  }
}

function zoneOf(call: Call, input: Input): string | null {
  const zone = text(input, 'AvailabilityZoneName');
  if (zone === undefined) return null;
  need(input, 'AvailabilityZoneName');
  if (!['a', 'b', 'c'].some((letter) => zone === `${call.region}${letter}`)) throw errors.badRequest(`Availability Zone ${zone} does not exist in ${call.region}`);
  return zone;
}
