import { existsSync, mkdirSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSubnets } from '../rds/ids.ts';
import { openFakeEfs, PLACE, type FakeEfs } from './testing/fake-efs.ts';

vi.mock('./tree/remove-tree.ts', async (real) => {
  const { removeTree } = await real<typeof import('./tree/remove-tree.ts')>();
  return {
    removeTree: (path: string): void => {
      if (existsSync(join(path, 'stuck'))) throw new Error(`EACCES: ${path}`);
      removeTree(path);
    },
  };
});

let efs: FakeEfs;
const SUBNETS = defaultSubnets(PLACE);

beforeEach(() => { efs = openFakeEfs(); });
afterEach(() => {
  expect(efs.log).toEqual([]);
  efs.close();
});

const fails = (code: string, status: number): unknown => expect.objectContaining({ code, status, fields: expect.objectContaining({ ErrorCode: code }) });

test('a file system is creating, then available; the same creation token gives the one that is there', async () => {
  const made = await efs.efs('CreateFileSystem', { CreationToken: 't', Encrypted: true, Tags: [{ Key: 'Name', Value: 'n' }] });
  expect(made).toMatchObject({ LifeCycleState: 'creating', FileSystemId: expect.stringMatching(/^fs-[0-9a-f]{17}$/), Name: 'n', Encrypted: true, NumberOfMountTargets: 0, KmsKeyId: expect.stringMatching(/^arn:aws:kms:us-west-2:111111111111:key\//) });
  await expect(efs.efs('CreateMountTarget', { FileSystemId: made['FileSystemId'], SubnetId: SUBNETS[0] })).rejects.toEqual(fails('IncorrectFileSystemLifeCycleState', 409));
  await efs.pass(10);
  await expect(efs.efs('CreateFileSystem', { CreationToken: 't' })).rejects.toEqual(expect.objectContaining({ code: 'FileSystemAlreadyExists', status: 409, fields: { ErrorCode: 'FileSystemAlreadyExists', FileSystemId: made['FileSystemId'] } }));
  expect(await efs.efs('DescribeFileSystems', { CreationToken: 't' })).toMatchObject({ FileSystems: [{ LifeCycleState: 'available' }] });
  await expect(efs.efs('DescribeFileSystems', { FileSystemId: made['FileSystemId'] }, '222222222222')).rejects.toEqual(fails('FileSystemNotFound', 404));
});

test('it can be mounted while a mount target is available, one for each zone, and cannot be deleted before they are gone', async () => {
  const { id, path } = await efs.made('t');
  expect(path).toBe(join(efs.context.state, 'doors/us-west-2/efs', id));
  expect(realpathSync(path ?? '')).toBe(realpathSync(join(efs.context.state, 'efs', id)));
  await expect(efs.efs('CreateMountTarget', { FileSystemId: id, SubnetId: SUBNETS[0] })).rejects.toEqual(fails('MountTargetConflict', 409));
  await expect(efs.efs('CreateMountTarget', { FileSystemId: id, SubnetId: 'subnet-none' })).rejects.toEqual(fails('SubnetNotFound', 400));
  const second = await efs.efs('CreateMountTarget', { FileSystemId: id, SubnetId: SUBNETS[1], SecurityGroups: ['sg-0123456789abcdef0'] });
  expect(second).toMatchObject({ AvailabilityZoneName: 'us-west-2b', AvailabilityZoneId: 'usw2-az2', IpAddress: expect.stringMatching(/^172\.31\./), LifeCycleState: 'creating' });
  expect(await efs.efs('DescribeMountTargetSecurityGroups', { MountTargetId: second['MountTargetId'] })).toEqual({ SecurityGroups: ['sg-0123456789abcdef0'] });
  await expect(efs.efs('DeleteFileSystem', { FileSystemId: id })).rejects.toEqual(fails('FileSystemInUse', 409));
  const { MountTargets } = (await efs.efs('DescribeMountTargets', { FileSystemId: id })) as { MountTargets: readonly { readonly MountTargetId: string }[] };
  expect(MountTargets).toHaveLength(2);
  for (const { MountTargetId } of MountTargets) await efs.efs('DeleteMountTarget', { MountTargetId });
  await efs.pass(120);
  expect(efs.mount(id)).toBeNull();
  await efs.efs('DeleteFileSystem', { FileSystemId: id });
  await efs.pass(60);
  expect(existsSync(path)).toBe(false);
  await expect(efs.efs('DescribeFileSystems', { FileSystemId: id })).rejects.toEqual(fails('FileSystemNotFound', 404));
});

test('one file system whose files cannot be removed does not hold up the others, and is tried again', async () => {
  const stuck = String((await efs.efs('CreateFileSystem', { CreationToken: 'stuck' }))['FileSystemId']);
  await efs.pass(10);
  mkdirSync(join(efs.context.state, 'efs', stuck, 'stuck'));
  await efs.efs('DeleteFileSystem', { FileSystemId: stuck });
  await efs.pass(60);
  await efs.efs('CreateFileSystem', { CreationToken: 'next' });
  await efs.pass(10);
  expect(await efs.efs('DescribeFileSystems', { CreationToken: 'next' })).toMatchObject({ FileSystems: [{ LifeCycleState: 'available' }] });
  expect(efs.log.splice(0)).toEqual([expect.stringMatching(new RegExp(`^efs file systems ${stuck} failed: Error: EACCES`))]);
  rmdirSync(join(efs.context.state, 'efs', stuck, 'stuck'));
  await efs.pass(3600);
  await expect(efs.efs('DescribeFileSystems', { FileSystemId: stuck })).rejects.toEqual(fails('FileSystemNotFound', 404));
});

test('an access point leads to its folder, which is made with its owner and mode when a client mounts', async () => {
  const { id, path } = await efs.made('t');
  const point = await efs.efs('CreateAccessPoint', { FileSystemId: id, ClientToken: 'c', PosixUser: { Uid: 1001, Gid: 1002 }, RootDirectory: { Path: '/sessions', CreationInfo: { OwnerUid: 1001, OwnerGid: 1002, Permissions: '0750' } }, Tags: [{ Key: 'Name', Value: 'sessions' }] });
  expect(point).toMatchObject({ AccessPointId: expect.stringMatching(/^fsap-[0-9a-f]{17}$/), PosixUser: { Uid: 1001, Gid: 1002 }, RootDirectory: { Path: '/sessions', CreationInfo: { Permissions: '0750' } }, Name: 'sessions' });
  await expect(efs.efs('CreateAccessPoint', { FileSystemId: id, ClientToken: 'c' })).rejects.toEqual(fails('AccessPointAlreadyExists', 409));
  await efs.pass(10);
  expect(existsSync(join(path, 'sessions'))).toBe(false);
  expect(efs.mount(id, String(point['AccessPointId']))).toBe(join(path, 'sessions'));
  const { mode, uid, gid } = statSync(join(path, 'sessions'));
  expect(mode & 0o7777).toBe(0o750);
  if (process.getuid?.() === 0) expect([uid, gid]).toEqual([1001, 1002]);
  await efs.efs('DeleteAccessPoint', { AccessPointId: point['AccessPointId'] });
  await efs.pass(10);
  expect(await efs.efs('DescribeAccessPoints', { FileSystemId: id })).toEqual({ AccessPoints: [] });
});

test('settings are kept as they were put, and what EFS would refuse is refused in its words', async () => {
  const { id, arn } = await efs.made('t', { Tags: [{ Key: 'a', Value: '1' }] });
  const on = { FileSystemId: id };
  await expect(efs.efs('DescribeFileSystemPolicy', on)).rejects.toEqual(fails('PolicyNotFound', 404));
  await expect(efs.efs('PutFileSystemPolicy', { ...on, Policy: '{}' })).rejects.toEqual(fails('InvalidPolicyException', 400));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['elasticfilesystem:ClientMount'], Resource: arn }] });
  await efs.efs('PutFileSystemPolicy', { ...on, Policy });
  expect(await efs.efs('DescribeFileSystemPolicy', on)).toEqual({ ...on, Policy });
  expect(await efs.efs('PutBackupPolicy', { ...on, BackupPolicy: { Status: 'ENABLED' } })).toEqual({ BackupPolicy: { Status: 'ENABLING' } });
  expect(await efs.efs('DescribeBackupPolicy', on)).toEqual({ BackupPolicy: { Status: 'ENABLED' } });
  await efs.efs('PutLifecycleConfiguration', { ...on, LifecyclePolicies: [{ TransitionToIA: 'AFTER_30_DAYS' }, { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' }] });
  expect(await efs.efs('DescribeLifecycleConfiguration', on)).toEqual({ LifecyclePolicies: [{ TransitionToIA: 'AFTER_30_DAYS' }, { TransitionToPrimaryStorageClass: 'AFTER_1_ACCESS' }] });
  await expect(efs.efs('PutLifecycleConfiguration', { ...on, LifecyclePolicies: [{ TransitionToIA: 'SOMETIME' }] })).rejects.toEqual(fails('BadRequest', 400));
  expect(await efs.efs('UpdateFileSystem', { ...on, ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 10 })).toMatchObject({ ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 10 });
  expect(await efs.efs('UpdateFileSystemProtection', { ...on, ReplicationOverwriteProtection: 'DISABLED' })).toEqual({ ReplicationOverwriteProtection: 'DISABLED' });
  await efs.efs('TagResource', { ResourceId: arn, Tags: [{ Key: 'b', Value: '2' }] });
  await efs.efs('UntagResource', { ResourceId: id, TagKeys: ['a'] });
  expect(await efs.efs('ListTagsForResource', { ResourceId: id })).toEqual({ Tags: [{ Key: 'b', Value: '2' }] });
  await expect(efs.efs('CreateMountTarget', { ...on, SubnetId: SUBNETS[1], IpAddressType: 'DUAL_STACK' })).rejects.toEqual(fails('BadRequest', 400));
});
