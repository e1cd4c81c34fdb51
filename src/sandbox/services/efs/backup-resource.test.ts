import { chmodSync, chownSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '#kit/digest';
import { openFakeEfs, ROLE, type FakeEfs } from './testing/fake-efs.ts';

let efs: FakeEfs;
let source: { readonly id: string; readonly arn: string; readonly path: string };

beforeEach(async () => {
  efs = openFakeEfs();
  await efs.backup('CreateBackupVault', { BackupVaultName: 'daily' });
  source = await efs.made('source', { Tags: [{ Key: 'Name', Value: 'state' }, { Key: 'backup', Value: 'daily' }] });
});

afterEach(() => {
  expect(efs.log).toEqual([]);
  efs.close();
});

const rows = (table: string): number => Number((efs.context.catalogue.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { readonly n: number }).n);
const dated = (path: string): readonly string[] => readdirSync(path).filter((name) => /^aws-backup-restore_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/.test(name));
/** Restores into a new file system and gives the folder that everything landed in. */
const restoredFolder = async (point: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
  const job = await efs.restored(point, { newFileSystem: 'true', CreationToken: `token-${rows('efs_file_system')}`, 'file-system-id': 'fs-ignored', ...more });
  expect(job).toMatchObject({ Status: 'COMPLETED' });
  const id = String(job['CreatedResourceArn']).split('/')[1] ?? '';
  const root = join(efs.context.state, 'efs', id);
  expect(readdirSync(root)).toHaveLength(1);
  return join(root, dated(root)[0] ?? 'no dated folder');
};
const change = (name: string, text: string): void => writeFileSync(join(source.path, name), text);

describe('a restore of EFS', () => {
  test('brings back bytes, owners, modes, times, links, holes and odd names, below a dated folder also in a new file system that has nothing else', async () => {
    const { path } = source;
    const odd = Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0x66, 0xff, 0x0a, 0x20, 0x22])]);
    mkdirSync(join(path, 'sessions/empty'), { recursive: true });
    change('sessions/a.txt', 'a');
    change('big.bin', Buffer.alloc(9 * 1_048_576, 'x').toString());
    writeFileSync(odd, 'odd');
    linkSync(join(path, 'sessions/a.txt'), join(path, 'b.txt'));
    symlinkSync('../nowhere', join(path, 'sessions/link'));
    change('holes', 'head');
    truncateSync(join(path, 'holes'), 5_000_000);
    chmodSync(join(path, 'sessions/a.txt'), 0o2640);
    if (process.getuid?.() === 0) chownSync(join(path, 'sessions/a.txt'), 1001, 2002);
    chmodSync(join(path, 'sessions/a.txt'), 0o2640);
    utimesSync(join(path, 'sessions/a.txt'), 1_700_000_000.123456, 1_700_000_000.123456);
    chmodSync(join(path, 'sessions/empty'), 0o500);
    const before = statSync(join(path, 'sessions/a.txt'));
    const point = await efs.backedUp(source.arn);
    const target = await restoredFolder(point);
    const after = statSync(join(target, 'sessions/a.txt'));
    expect([after.mode, after.uid, after.gid, Math.round(after.mtimeMs), after.nlink]).toEqual([before.mode, before.uid, before.gid, Math.round(before.mtimeMs), 2]);
    expect(statSync(join(target, 'b.txt')).ino).toBe(after.ino);
    expect([readlinkSync(join(target, 'sessions/link')), lstatSync(join(target, 'sessions/empty')).mode & 0o777, readdirSync(join(target, 'sessions/empty'))]).toEqual(['../nowhere', 0o500, []]);
    expect(readFileSync(Buffer.concat([Buffer.from(target), odd.subarray(Buffer.byteLength(path))])).toString()).toBe('odd');
    expect(readFileSync(join(target, 'big.bin')).equals(readFileSync(join(path, 'big.bin')))).toBe(true);
    const holes = statSync(join(target, 'holes'));
    expect([holes.size, holes.blocks * 512 < 100_000]).toEqual([5_000_000, true]);
    const { FileSystems = [] } = (await efs.efs('DescribeFileSystems', {})) as { FileSystems?: readonly { readonly NumberOfMountTargets: number; readonly Tags: readonly unknown[]; readonly CreationToken: string }[] };
    expect(FileSystems.find(({ CreationToken }) => CreationToken !== 'source')).toMatchObject({ NumberOfMountTargets: 0, Tags: [] });
  });

  test('never writes over what is there: into the same file system everything lands beside it', async () => {
    change('kept', 'as it was');
    const point = await efs.backedUp(source.arn);
    change('kept', 'newer');
    expect(await efs.restored(point, { 'file-system-id': source.id })).toMatchObject({ Status: 'COMPLETED', CreatedResourceArn: source.arn });
    const [folder = ''] = dated(source.path);
    expect([readFileSync(join(source.path, 'kept'), 'utf8'), readFileSync(join(source.path, folder, 'kept'), 'utf8')]).toEqual(['newer', 'as it was']);
  });

  test('of a few items brings back these with the folders that lead to them; more than five, or one that is not there, is refused', async () => {
    for (const folder of ['a', 'b/c']) mkdirSync(join(source.path, folder), { recursive: true });
    for (const name of ['a/1', 'b/c/2', 'b/3']) change(name, name);
    const point = await efs.backedUp(source.arn);
    const target = await restoredFolder(point, { ItemsToRestore: '["/b/c", "a/1"]' });
    expect(readdirSync(target, { recursive: true }).map(String).sort()).toEqual(['a', 'a/1', 'b', 'b/c', 'b/c/2']);
    await expect(efs.restored(point, { 'file-system-id': source.id, ItemsToRestore: JSON.stringify(['1', '2', '3', '4', '5', '6']) })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    expect(await efs.restored(point, { 'file-system-id': source.id, ItemsToRestore: '["zz"]' })).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('/zz') });
  });

  test.each([
    ['a new file system without CreationToken', { newFileSystem: 'true' }, /CreationToken is missing/],
    ['a file system that does not exist', { 'file-system-id': 'fs-00000000000000000' }, /does not exist/],
    ['a creation token that is taken', { newFileSystem: 'true', CreationToken: 'source' }, /already exists with creation token 'source'/],
  ])('FAILED: %s', async (_what, metadata, message) => {
    const point = await efs.backedUp(source.arn);
    expect(await efs.restored(point, metadata)).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringMatching(message) });
  });

  test('with a key that cannot be used FAILS before anything is written', async () => {
    const { KeyMetadata } = await efs.kms('CreateKey', {});
    const { Arn } = KeyMetadata as { readonly Arn: string };
    await efs.backup('CreateBackupVault', { BackupVaultName: 'sealed', EncryptionKeyArn: Arn });
    change('secret', 'in the clear');
    const { BackupJobId } = await efs.backup('StartBackupJob', { BackupVaultName: 'sealed', ResourceArn: source.arn, IamRoleArn: ROLE });
    await efs.pass(3600);
    const job = await efs.backup('DescribeBackupJob', { BackupJobId });
    expect(job).toMatchObject({ State: 'COMPLETED', EncryptionKeyArn: Arn });
    await efs.kms('DisableKey', { KeyId: Arn });
    expect(await efs.restored(String(job['RecoveryPointArn']), { 'file-system-id': source.id })).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining(Arn) });
    expect(dated(source.path)).toEqual([]);
  });
});

test('a restore that cannot go on FAILS, and leaves what it wrote in a folder that says so', async () => {
  for (const name of ['a', 'b', 'c']) change(name, `content of ${name}`);
  const point = await efs.backedUp(source.arn);
  // bytes of one file rot below the API
  efs.context.catalogue.db.prepare("UPDATE blob_data SET data = x'00' WHERE id = (SELECT blob FROM efs_piece WHERE digest = ?)").run(sha256('content of b'));
  expect(await efs.restored(point, { 'file-system-id': source.id })).toMatchObject({ Status: 'FAILED', StatusMessage: expect.stringContaining('The recovery point is damaged') });
  const left = readdirSync(source.path).filter((name) => name.startsWith('aws-backup-'));
  expect(left).toEqual([expect.stringMatching(/^aws-backup-failed-restore_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/)]);
  expect(readFileSync(join(source.path, left[0] ?? '', 'a'), 'utf8')).toBe('content of a');
});

test('two restores that begin in the same millisecond have a folder each', async () => {
  change('a', 'of both');
  const points = [await efs.backedUp(source.arn)];
  change('b', 'of the second');
  points.push(await efs.backedUp(source.arn));
  for (const RecoveryPointArn of points) await efs.backup('StartRestoreJob', { RecoveryPointArn, Metadata: { 'file-system-id': source.id }, IamRoleArn: ROLE });
  await efs.pass(3600);
  expect(dated(source.path).map((folder) => readdirSync(join(source.path, folder)))).toEqual([['a'], ['a', 'b']]);
});

describe('when the sandbox closes in the middle', () => {
  const names = Array.from({ length: 40 }, (_, i) => `f${i}`);
  const closed = async (): Promise<void> => {
    efs.closeSoon();
    await efs.pass(3600);
    efs = efs.reopen();
    await efs.pass(3600);
  };

  test.each([['first', 0], ['second', 120]])('the %s half of a backup is not done by halves: it begins anew at the next start', async (_, seconds) => {
    for (const name of names) change(name, name);
    const { BackupJobId } = await efs.backup('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: source.arn, IamRoleArn: ROLE });
    await efs.pass(seconds);
    await closed();
    const job = await efs.backup('DescribeBackupJob', { BackupJobId });
    expect(job).toMatchObject({ State: 'COMPLETED' });
    expect(readdirSync(await restoredFolder(String(job['RecoveryPointArn']))).sort()).toEqual(names.toSorted());
    await efs.backup('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: job['RecoveryPointArn'] });
    await efs.pass(3600);
    expect([rows('efs_piece'), rows('efs_held'), rows('blob')]).toEqual([0, 0, 0]);
  });

  test('a restore that writes is not COMPLETED with a part of the files', async () => {
    for (const name of names) change(name, name);
    const point = await efs.backedUp(source.arn);
    const { RestoreJobId } = await efs.backup('StartRestoreJob', { RecoveryPointArn: point, Metadata: { 'file-system-id': source.id }, IamRoleArn: ROLE });
    await closed();
    expect(await efs.backup('DescribeRestoreJob', { RestoreJobId })).toMatchObject({ Status: 'COMPLETED' });
    expect(dated(source.path).map((folder) => readdirSync(join(source.path, folder)).sort())).toEqual([names.toSorted()]);
  });
});

describe('a backup of EFS', () => {
  test('is no picture of one moment: what is written while it runs is partly in it', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `part-${i}`);
    for (const name of names) change(name, 'first');
    const { BackupJobId } = await efs.backup('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: source.arn, IamRoleArn: ROLE });
    await efs.pass(120);
    expect(await efs.backup('DescribeBackupJob', { BackupJobId })).toMatchObject({ State: 'RUNNING' });
    for (const name of names) change(name, 'second');
    for (const name of names) change(`new-${name}`, 'new');
    await efs.pass(3600);
    const target = await restoredFolder(String((await efs.backup('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn']));
    const said = names.map((name) => readFileSync(join(target, name), 'utf8'));
    expect(new Set(said)).toEqual(new Set(['first', 'second']));
    const made = names.filter((name) => existsSync(join(target, `new-${name}`)));
    expect([made.length > 0, made.length < names.length]).toEqual([true, true]);
  });

  test.each([['of a tree that was never backed up', false], ['of a tree that it knows', true]])('%s has every name that was there all the time, also of files that got or lost another name meanwhile', async (_, known) => {
    const names = Array.from({ length: 40 }, (__, i) => `part-${i}`);
    mkdirSync(join(source.path, 'other'));
    for (const name of names) change(name, name);
    for (const name of names.slice(20)) linkSync(join(source.path, name), join(source.path, 'other', name));
    if (known) await efs.backedUp(source.arn);
    const { BackupJobId } = await efs.backup('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: source.arn, IamRoleArn: ROLE });
    await efs.pass(120);
    for (const name of names.slice(0, 20)) linkSync(join(source.path, name), join(source.path, 'other', name));
    for (const name of names.slice(20)) rmSync(join(source.path, 'other', name));
    await efs.pass(3600);
    const target = await restoredFolder(String((await efs.backup('DescribeBackupJob', { BackupJobId }))['RecoveryPointArn']));
    expect(names.filter((name) => !existsSync(join(target, name)))).toEqual([]);
  });

  test('costs nothing where nothing changed, a little where little did, and everything is freed with the last point', async () => {
    for (let i = 0; i < 30; i += 1) {
      mkdirSync(join(source.path, `d${i}`));
      change(`d${i}/f`, `content ${i}`);
    }
    const points = [await efs.backedUp(source.arn)];
    const once = rows('blob');
    points.push(await efs.backedUp(source.arn));
    expect(rows('blob')).toBe(once);
    change('d7/f', 'changed');
    points.push(await efs.backedUp(source.arn));
    expect(rows('blob') - once).toBeLessThanOrEqual(4);
    for (const RecoveryPointArn of points) await efs.backup('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn });
    await efs.pass(3600);
    expect([rows('blob'), rows('efs_piece'), rows('efs_snapshot'), rows('efs_held')]).toEqual([0, 0, 0, 0]);
  });

  test('that is compared to an earlier one holds the tree as it is: renamed folders, files that became folders, changed modes and owners of folders', async () => {
    for (const folder of ['kept/deep', 'moved', 'gone']) mkdirSync(join(source.path, folder), { recursive: true });
    for (const name of ['kept/deep/1', 'kept/2', 'moved/3', 'gone/4', 'thing']) change(name, name);
    await efs.backedUp(source.arn);
    chmodSync(join(source.path, 'kept/deep'), 0o700);
    renameSync(join(source.path, 'moved'), join(source.path, 'new'));
    rmSync(join(source.path, 'gone'), { recursive: true });
    rmSync(join(source.path, 'thing'));
    mkdirSync(join(source.path, 'thing'));
    change('thing/5', 'inside');
    change('kept/2', 'longer than before');
    const second = await efs.backedUp(source.arn);
    const third = await efs.backedUp(source.arn);
    for (const point of [second, third]) {
      const target = await restoredFolder(point);
      expect(readdirSync(target, { recursive: true }).map(String).sort()).toEqual(['kept', 'kept/2', 'kept/deep', 'kept/deep/1', 'new', 'new/3', 'thing', 'thing/5']);
      expect([lstatSync(join(target, 'kept/deep')).mode & 0o777, readFileSync(join(target, 'kept/2'), 'utf8'), readFileSync(join(target, 'thing/5'), 'utf8')]).toEqual([0o700, 'longer than before', 'inside']);
    }
    expect(efs.context.catalogue.db.prepare('SELECT files, bytes FROM efs_snapshot ORDER BY rowid').all().map((row) => Object.values(row))).toEqual([[5, 35], [4, 42], [4, 42]]);
  });

  test('outlives its file system; one whose file system goes while it runs FAILS', async () => {
    change('a', 'a');
    const point = await efs.backedUp(source.arn);
    const { BackupJobId } = await efs.backup('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: source.arn, IamRoleArn: ROLE });
    await efs.pass(120);
    const { MountTargets = [] } = (await efs.efs('DescribeMountTargets', { FileSystemId: source.id })) as { MountTargets?: readonly { readonly MountTargetId: string }[] };
    for (const { MountTargetId } of MountTargets) await efs.efs('DeleteMountTarget', { MountTargetId });
    await efs.pass(60);
    await efs.efs('DeleteFileSystem', { FileSystemId: source.id });
    await efs.pass(3600);
    expect(await efs.backup('DescribeBackupJob', { BackupJobId })).toMatchObject({ State: 'FAILED', StatusMessage: expect.stringContaining('deleted while') });
    expect(existsSync(source.path)).toBe(false);
    expect(readFileSync(join(await restoredFolder(point), 'a'), 'utf8')).toBe('a');
  });

  test('tells how a restore begins, and its copy under another key is a point of its own', async () => {
    change('a', 'a');
    const point = await efs.backedUp(source.arn);
    const { RestoreMetadata } = await efs.backup('GetRecoveryPointRestoreMetadata', { BackupVaultName: 'daily', RecoveryPointArn: point });
    expect(RestoreMetadata).toEqual({ 'file-system-id': source.id, Encrypted: 'false', PerformanceMode: 'generalPurpose', newFileSystem: 'false' });
    const { KeyMetadata } = await efs.kms('CreateKey', {});
    const { BackupVaultArn } = await efs.backup('CreateBackupVault', { BackupVaultName: 'other', EncryptionKeyArn: (KeyMetadata as { readonly Arn: string }).Arn });
    const { CopyJobId } = await efs.backup('StartCopyJob', { RecoveryPointArn: point, SourceBackupVaultName: 'daily', DestinationBackupVaultArn: BackupVaultArn, IamRoleArn: ROLE });
    await efs.pass(3600);
    const { CopyJob } = await efs.backup('DescribeCopyJob', { CopyJobId });
    await efs.backup('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: point });
    await efs.pass(3600);
    expect(readFileSync(join(await restoredFolder((CopyJob as { readonly DestinationRecoveryPointArn: string }).DestinationRecoveryPointArn), 'a'), 'utf8')).toBe('a');
  });

  test.each([['empty', 0], ['truncate', 2], ['swap', 1]] as const)('can be damaged below the API: %s', async (mode, left) => {
    for (const name of ['a', 'b', 'c', 'd']) change(name, name);
    const point = await efs.backedUp(source.arn);
    for (const name of ['a', 'b', 'c']) rmSync(join(source.path, name));
    const other = await efs.backedUp(source.arn);
    await efs.damage({ recoveryPointArn: point, mode, ...(mode === 'swap' ? { other } : {}) });
    expect(readdirSync(await restoredFolder(point))).toHaveLength(left);
  });

  test('that a kill cut off begins anew, and leaves nothing that nobody knows of; so does a restore', async () => {
    for (let i = 0; i < 20; i += 1) change(`f${i}`, `${i}`);
    const { BackupJobId } = await efs.backup('StartBackupJob', { BackupVaultName: 'daily', ResourceArn: source.arn, IamRoleArn: ROLE });
    await efs.pass(120);
    efs = efs.reopen();
    await efs.pass(3600);
    const job = await efs.backup('DescribeBackupJob', { BackupJobId });
    expect(job).toMatchObject({ State: 'COMPLETED' });
    const { RestoreJobId } = await efs.backup('StartRestoreJob', { RecoveryPointArn: job['RecoveryPointArn'], Metadata: { 'file-system-id': source.id }, IamRoleArn: ROLE });
    // as a kill leaves it: the row says that files are to be written, and some are there
    const folder = `aws-backup-restore_2026-03-10T13-03-40-000Z`;
    const { plan } = efs.context.catalogue.db.prepare('SELECT plan FROM efs_restore').get() as { readonly plan: string };
    const begun = (JSON.parse(plan) as { readonly folder: string }).folder;
    expect(begun).toMatch(new RegExp(`^${folder.slice(0, 20)}`));
    mkdirSync(join(source.path, begun));
    writeFileSync(join(source.path, begun, 'f3'), 'half');
    efs = efs.reopen();
    await efs.pass(3600);
    expect(await efs.backup('DescribeRestoreJob', { RestoreJobId })).toMatchObject({ Status: 'COMPLETED' });
    expect(readdirSync(join(source.path, begun))).toHaveLength(20);
    expect(readFileSync(join(source.path, begun, 'f3'), 'utf8')).toBe('3');
    await efs.backup('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: job['RecoveryPointArn'] });
    await efs.pass(3600);
    expect([rows('efs_piece'), rows('efs_held'), rows('blob')]).toEqual([0, 0, 0]);
  });
});
