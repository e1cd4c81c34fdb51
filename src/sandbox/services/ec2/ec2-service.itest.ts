import { createHash, createHmac } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EBS } from '@aws-sdk/client-ebs';
import { KMS } from '@aws-sdk/client-kms';
import { EC2, waitUntilSnapshotCompleted, waitUntilVolumeAvailable, type Snapshot, type Volume } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { realSleep } from '#kit/wall-clock';
import { controlRequest } from '../../process/control-request.ts';
import { stopSandbox } from '../../process/down.ts';
import { isAlive } from '../../process/process-identity.ts';
import { startSandbox } from '../../process/up.ts';

const BLOCK = 524_288;
const ACCOUNT = '111111111111';
const REGION = 'us-west-2';
const INSTANCE = 'i-0a1b2c3d4e5f60718';
let state: string;
let sandbox: SandboxAddress;
let ec2: EC2;
let ebs: EBS;
let kms: KMS;

async function up(): Promise<void> {
  sandbox = await startSandbox({ state });
  ec2 = new EC2(settings());
  ebs = new EBS(settings());
  kms = new KMS(settings());
}

function settings(region: string = REGION, principal = 'platform-admin'): { readonly region: string; readonly endpoint: string; readonly maxAttempts: number; readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } } {
  const key = (JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys)[principal];
  if (!key) throw new Error(`no ${principal}`);
  return { region, endpoint: sandbox.endpoint, maxAttempts: 1, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
}

/** Moves drill time on; what falls due meanwhile is done before it returns. */
const pass = (seconds: number): Promise<unknown> => controlRequest(sandbox, 'advance', { params: { micros: seconds * 1_000_000 } });

async function volume(input: Partial<Parameters<EC2['createVolume']>[0]> = {}): Promise<string> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: 'us-west-2a', Size: 1, VolumeType: 'gp3', ...input } as Parameters<EC2['createVolume']>[0]);
  await pass(10);
  await waitUntilVolumeAvailable({ client: ec2, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { VolumeIds: [VolumeId ?? ''] });
  return VolumeId ?? '';
}

async function snapshot(VolumeId: string): Promise<string> {
  const { SnapshotId, State } = await ec2.createSnapshot({ VolumeId });
  expect(State).toBe('pending');
  await pass(3600);
  await waitUntilSnapshotCompleted({ client: ec2, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { SnapshotIds: [SnapshotId ?? ''] });
  return SnapshotId ?? '';
}

const told = async (id: string): Promise<Volume> => (await ec2.describeVolumes({ VolumeIds: [id] })).Volumes?.[0] ?? {};
const toldSnapshot = async (id: string): Promise<Snapshot> => (await ec2.describeSnapshots({ SnapshotIds: [id] })).Snapshots?.[0] ?? {};

async function device(volumeId: string): Promise<{ readonly path: string; readonly sizeBytes: number }> {
  return (await controlRequest(sandbox, 'volume-device', { params: { volumeId, account: ACCOUNT, region: REGION } })) as { readonly path: string; readonly sizeBytes: number };
}

/** Where the image lies, also of a volume that no instance has. */
const image = (volumeId: string): string => join(state, 'ebs', `${volumeId}.img`);

async function write(volumeId: string, block: number, fill: string): Promise<void> {
  const file = openSync(image(volumeId), 'r+');
  writeSync(file, Buffer.alloc(BLOCK, fill), 0, BLOCK, block * BLOCK);
  closeSync(file);
}

/** The first bytes of a block. */
async function read(volumeId: string, block: number): Promise<string> {
  const file = openSync(image(volumeId), 'r');
  const bytes = Buffer.alloc(5);
  readSync(file, bytes, 0, bytes.length, block * BLOCK);
  closeSync(file);
  return bytes.toString('latin1');
}

/** All blocks of a snapshot by the direct APIs: index -> first bytes. */
async function blocks(SnapshotId: string): Promise<Record<number, string>> {
  const { Blocks = [], BlockSize } = await ebs.listSnapshotBlocks({ SnapshotId });
  expect(BlockSize).toBe(BLOCK);
  const read = await Promise.all(Blocks.map(async ({ BlockIndex, BlockToken }) => {
    const { BlockData, Checksum, ChecksumAlgorithm, DataLength } = await ebs.getSnapshotBlock({ SnapshotId, BlockIndex, BlockToken });
    const bytes = Buffer.from(await BlockData?.transformToByteArray() ?? []);
    expect([bytes.length, DataLength, Checksum, ChecksumAlgorithm]).toEqual([BLOCK, BLOCK, createHash('sha256').update(bytes).digest('base64'), 'SHA256']);
    return [BlockIndex, bytes.toString('latin1', 0, 5)] as const;
  }));
  return Object.fromEntries(read);
}

/** Recycle Bin has no client in the SDK: its calls are signed by hand. */
async function rbin(method: string, path: string, body: object): Promise<object> {
  const { accessKeyId, secretAccessKey } = settings().credentials;
  const { host } = new URL(sandbox.endpoint);
  const text = JSON.stringify(body);
  const at = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${at.slice(0, 8)}/${REGION}/rbin/aws4_request`;
  const sha = (data: string): string => createHash('sha256').update(data).digest('hex');
  const canonical = `${method}\n${path}\n\nhost:${host}\nx-amz-date:${at}\n\nhost;x-amz-date\n${sha(text)}`;
  const key = scope.split('/').reduce<string | Buffer>((last, part) => createHmac('sha256', last).update(part).digest(), `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha(canonical)}`).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  const response = await fetch(`${sandbox.endpoint}${path}`, { method, headers: { 'x-amz-date': at, authorization, 'content-type': 'application/json' }, body: text });
  return (await response.json()) as object;
}

/** Ends the sandbox as a power cut would, and starts it again. */
async function kill(): Promise<void> {
  process.kill(sandbox.pid, 'SIGKILL');
  while (isAlive(sandbox)) await realSleep(10);
  await up();
}

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'redrill-ec2-'));
  await up();
});
afterEach(async () => {
  await stopSandbox(state);
  rmSync(state, { recursive: true, force: true });
});

test('a volume is created, attached, written, snapshotted at one moment and made again from the snapshot with the same bytes', async () => {
  const id = await volume({ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'data' }] }] });
  await expect(device(id)).rejects.toMatchObject({ code: 'ebs.NotAttached', message: expect.stringContaining(`${id} is available and attached to no instance`) as string });
  await ec2.attachVolume({ VolumeId: id, InstanceId: INSTANCE, Device: '/dev/sdf' });
  await expect(ec2.deleteVolume({ VolumeId: id })).rejects.toMatchObject({ name: 'VolumeInUse' });
  await expect(device(id)).rejects.toMatchObject({ code: 'ebs.NotAttached', message: expect.stringContaining(`attaching at ${INSTANCE}`) as string });
  await pass(10);
  expect(await device(id)).toEqual({ path: join(state, 'doors/us-west-2/ebs', `${id}.img`), sizeBytes: 1_073_741_824 });
  expect(await told(id)).toMatchObject({ State: 'in-use', Attachments: [{ State: 'attached', InstanceId: INSTANCE, Device: '/dev/sdf' }], Tags: [{ Key: 'Name', Value: 'data' }], Iops: 3000, Throughput: 125, Encrypted: false });
  await write(id, 3, 'first');
  await write(id, 2000, 'away!');
  const taken = await snapshot(id);
  await write(id, 3, 'later');
  expect(await toldSnapshot(taken)).toMatchObject({ State: 'completed', Progress: '100%', VolumeId: id, VolumeSize: 1, FullSnapshotSizeInBytes: 2 * BLOCK, OwnerId: ACCOUNT, StorageTier: 'standard' });
  const restored = await volume({ SnapshotId: taken, Size: 2 });
  expect(await told(restored)).toMatchObject({ SnapshotId: taken, Size: 2, State: 'available', Tags: [] });
  expect([await read(restored, 3), await read(restored, 2000), await read(restored, 4), await read(id, 3)]).toEqual(['first', 'away!', '\0\0\0\0\0', 'later']);
  await ec2.detachVolume({ VolumeId: id });
  await expect(device(id)).rejects.toMatchObject({ code: 'ebs.NotAttached' });
  await pass(10);
  await expect(device(id)).rejects.toMatchObject({ code: 'ebs.NotAttached' });
});

test('the direct APIs list, compare and read blocks, and a snapshot written by them makes a volume', async () => {
  const id = await volume();
  await write(id, 1, 'one__');
  await write(id, 7, 'seven');
  const first = await snapshot(id);
  await write(id, 7, 'SEVEN');
  await write(id, 9, 'nine_');
  await write(id, 1, '\0');
  const second = await snapshot(id);
  expect(await blocks(first)).toEqual({ 1: 'one__', 7: 'seven' });
  expect(await blocks(second)).toEqual({ 7: 'SEVEN', 9: 'nine_' });
  const { ChangedBlocks = [], VolumeSize } = await ebs.listChangedBlocks({ FirstSnapshotId: first, SecondSnapshotId: second });
  expect([VolumeSize, ChangedBlocks.map(({ BlockIndex, FirstBlockToken }) => [BlockIndex, FirstBlockToken !== undefined])]).toEqual([1, [[1, true], [7, true], [9, false]]]);
  const [cleared] = ChangedBlocks;
  const zeros = await ebs.getSnapshotBlock({ SnapshotId: second, BlockIndex: 1, BlockToken: cleared?.SecondBlockToken });
  expect(Buffer.from(await zeros.BlockData?.transformToByteArray() ?? []).every((byte) => byte === 0)).toBe(true);
  await expect(ebs.getSnapshotBlock({ SnapshotId: second, BlockIndex: 7, BlockToken: cleared?.SecondBlockToken })).rejects.toMatchObject({ name: 'ValidationException', Reason: 'INVALID_BLOCK_TOKEN' });
  await expect(ebs.listChangedBlocks({ FirstSnapshotId: await snapshot(await volume()), SecondSnapshotId: second })).rejects.toMatchObject({ Reason: 'UNRELATED_SNAPSHOTS' });

  const { SnapshotId } = await ebs.startSnapshot({ VolumeSize: 1, ParentSnapshotId: first, Tags: [{ Key: 'by', Value: 'direct' }] });
  const bytes = Buffer.alloc(BLOCK, 'patch');
  const put = { SnapshotId, BlockIndex: 7, BlockData: bytes, DataLength: BLOCK, Checksum: createHash('sha256').update(bytes).digest('base64'), ChecksumAlgorithm: 'SHA256' } as const;
  await expect(ebs.putSnapshotBlock({ ...put, Checksum: Buffer.alloc(32).toString('base64') })).rejects.toMatchObject({ name: 'ValidationException', Reason: 'INVALID_BLOCK' });
  expect(await ebs.putSnapshotBlock(put)).toMatchObject({ Checksum: put.Checksum });
  await expect(ebs.completeSnapshot({ SnapshotId, ChangedBlocksCount: 2 })).rejects.toMatchObject({ name: 'ValidationException' });
  expect(await ebs.completeSnapshot({ SnapshotId, ChangedBlocksCount: 1 })).toMatchObject({ Status: 'pending' });
  await expect(ebs.listSnapshotBlocks({ SnapshotId })).rejects.toMatchObject({ Reason: 'INVALID_SNAPSHOT_ID' });
  await pass(600);
  expect(await toldSnapshot(SnapshotId ?? '')).toMatchObject({ State: 'completed', Tags: [{ Key: 'by', Value: 'direct' }] });
  const restored = await volume({ SnapshotId });
  expect([await read(restored, 1), await read(restored, 7), await read(restored, 9)]).toEqual(['one__', 'patch', '\0\0\0\0\0']);
});

test('what a rule of Recycle Bin covers comes back under its id with tags and bytes until its time is over; without a rule it is gone', async () => {
  const rule = await rbin('POST', '/rules', { ResourceType: 'EBS_VOLUME', RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' }, ResourceTags: [{ ResourceTagKey: 'backup', ResourceTagValue: 'daily' }] });
  expect(rule).toMatchObject({ Status: 'available', ResourceType: 'EBS_VOLUME', LockState: 'unlocked' });
  expect(await rbin('POST', '/rules', { ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 2, RetentionPeriodUnit: 'DAYS' } })).toMatchObject({ ResourceType: 'EBS_SNAPSHOT' });
  const Tags = [{ Key: 'backup', Value: 'daily' }];
  const kept = await volume({ TagSpecifications: [{ ResourceType: 'volume', Tags }] });
  const unkept = await volume();
  await write(kept, 5, 'keep!');
  const taken = await snapshot(kept);
  await ec2.deleteVolume({ VolumeId: kept });
  await ec2.deleteVolume({ VolumeId: unkept });
  await ec2.deleteSnapshot({ SnapshotId: taken });
  await pass(60);
  await expect(told(kept)).rejects.toMatchObject({ name: 'InvalidVolume.NotFound' });
  const { Volumes = [] } = await ec2.listVolumesInRecycleBin({});
  expect(Volumes.map(({ VolumeId }) => VolumeId)).toEqual([kept]);
  expect((Volumes[0]?.RecycleBinExitTime?.getTime() ?? 0) - (Volumes[0]?.RecycleBinEnterTime?.getTime() ?? 0)).toBe(7 * 86_400_000);
  await expect(ec2.restoreVolumeFromRecycleBin({ VolumeId: unkept })).rejects.toMatchObject({ name: 'InvalidVolume.NotFound' });
  expect(await ec2.restoreVolumeFromRecycleBin({ VolumeId: kept })).toMatchObject({ Return: true });
  expect(await ec2.restoreSnapshotFromRecycleBin({ SnapshotId: taken })).toMatchObject({ SnapshotId: taken, State: 'recovering' });
  await pass(60);
  expect(await told(kept)).toMatchObject({ State: 'available', Tags });
  expect([await read(kept, 5), await blocks(taken)]).toEqual(['keep!', { 5: 'keep!' }]);
  await ec2.deleteVolume({ VolumeId: kept });
  await ec2.deleteSnapshot({ SnapshotId: taken });
  await pass(7 * 86_400 + 1);
  expect((await ec2.listVolumesInRecycleBin({})).Volumes).toEqual([]);
  expect((await ec2.listSnapshotsInRecycleBin({})).Snapshots).toEqual([]);
  expect(existsSync(join(state, 'ebs', `${kept}.img`))).toBe(false);
});

test('an encrypted volume is sealed in its snapshots; with its key disabled snapshot, restore, attach and block reads fail, and a copy under another key lives on', async () => {
  const key = (await kms.createKey({})).KeyMetadata?.Arn ?? '';
  const secret = 'zanzibar';
  const id = await volume({ Encrypted: true, KmsKeyId: key });
  await write(id, 2, secret);
  const taken = await snapshot(id);
  expect(await told(id)).toMatchObject({ Encrypted: true, KmsKeyId: key });
  expect(await toldSnapshot(taken)).toMatchObject({ Encrypted: true, KmsKeyId: key });
  expect(readdirSync(join(state, 'blobs'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).some((one) => readFileSync(join(one.parentPath, one.name)).includes(secret))).toBe(false);
  const east = new EC2(settings('us-east-2'));
  const { SnapshotId: copy = '' } = await east.copySnapshot({ SourceRegion: REGION, SourceSnapshotId: taken });
  await pass(3600);
  await kms.disableKey({ KeyId: key });
  const { SnapshotId: failed = '' } = await ec2.createSnapshot({ VolumeId: id });
  const { VolumeId: broken = '' } = await ec2.createVolume({ AvailabilityZone: 'us-west-2b', SnapshotId: taken, VolumeType: 'gp3' });
  await ec2.attachVolume({ VolumeId: id, InstanceId: INSTANCE, Device: '/dev/sdf' });
  await pass(60);
  expect(await toldSnapshot(failed)).toMatchObject({ State: 'error', StateMessage: 'Given key ID is not accessible' });
  expect(await told(broken)).toMatchObject({ State: 'error' });
  expect(await told(id)).toMatchObject({ State: 'available', Attachments: [] });
  const { Blocks = [] } = await ebs.listSnapshotBlocks({ SnapshotId: taken });
  await expect(ebs.getSnapshotBlock({ SnapshotId: taken, BlockIndex: 2, BlockToken: Blocks[0]?.BlockToken })).rejects.toMatchObject({ name: 'ValidationException', Reason: 'INVALID_CUSTOMER_KEY' });
  expect((await east.describeSnapshots({ SnapshotIds: [copy] })).Snapshots?.[0]).toMatchObject({ State: 'completed', Encrypted: true, VolumeId: 'vol-ffffffff', Description: `[Copied ${taken} from us-west-2]` });
  const eastern = new EBS(settings('us-east-2'));
  const listed = await eastern.listSnapshotBlocks({ SnapshotId: copy });
  const block = await eastern.getSnapshotBlock({ SnapshotId: copy, BlockIndex: 2, BlockToken: listed.Blocks?.[0]?.BlockToken });
  expect(Buffer.from(await block.BlockData?.transformToByteArray() ?? []).toString('latin1', 0, 8)).toBe(secret);
});

test('SIGKILL at any of these moments loses nothing that was answered: a volume being made, a snapshot pending, a copy under way, Recycle Bin', async () => {
  await rbin('POST', '/rules', { ResourceType: 'EBS_VOLUME', RetentionPeriod: { RetentionPeriodValue: 3, RetentionPeriodUnit: 'DAYS' } });
  const source = await volume();
  for (let block = 0; block < 40; block += 1) await write(source, block, `b${String(block).padStart(4, '0')}`);
  const { SnapshotId: pending = '' } = await ec2.createSnapshot({ VolumeId: source, TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'k', Value: 'v' }] }] });
  await write(source, 0, 'later');
  await kill();
  expect(await toldSnapshot(pending)).toMatchObject({ State: 'pending', Tags: [{ Key: 'k', Value: 'v' }] });
  await pass(3600);
  expect(await toldSnapshot(pending)).toMatchObject({ State: 'completed' });
  const { VolumeId: made = '' } = await ec2.createVolume({ AvailabilityZone: 'us-west-2a', SnapshotId: pending, VolumeType: 'gp3' });
  const { SnapshotId: copy = '' } = await ec2.copySnapshot({ SourceRegion: REGION, SourceSnapshotId: pending, Encrypted: true });
  await ec2.deleteVolume({ VolumeId: source });
  await kill();
  await pass(3600);
  expect(await told(made)).toMatchObject({ State: 'available' });
  expect([await read(made, 0), await read(made, 39)]).toEqual(['b0000', 'b0039']);
  expect((await blocks(copy))[39]).toBe('b0039');
  expect((await ec2.listVolumesInRecycleBin({})).Volumes?.map(({ VolumeId }) => VolumeId)).toEqual([source]);
  await ec2.restoreVolumeFromRecycleBin({ VolumeId: source });
  await kill();
  await pass(60);
  expect(await read(source, 0)).toBe('later');
});

test('states, filters, pages, dry runs and refusals are worded as EC2 does', async () => {
  const ids = [await volume({ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value: 'a*b' }] }] }), await volume({ VolumeType: 'gp2' }), await volume({ VolumeType: 'io2', Size: 4, Iops: 200 })].sort();
  const first = await ec2.describeVolumes({ MaxResults: 2 });
  const second = await ec2.describeVolumes({ MaxResults: 2, NextToken: first.NextToken });
  expect([...first.Volumes ?? [], ...second.Volumes ?? []].map(({ VolumeId }) => VolumeId)).toEqual(ids);
  expect(second.NextToken).toBeUndefined();
  const found = async (Name: string, ...Values: string[]): Promise<number> => (await ec2.describeVolumes({ Filters: [{ Name, Values }] })).Volumes?.length ?? 0;
  expect([await found('volume-type', 'gp?'), await found('tag:team', 'a\\*b'), await found('tag-key', 'te*'), await found('status', 'available'), await found('size', '4'), await found('encrypted', 'true')]).toEqual([2, 1, 1, 3, 1, 0]);
  await expect(found('nonsense', 'x')).rejects.toMatchObject({ name: 'InvalidParameterValue', message: "The filter 'nonsense' is invalid" });
  await expect(ec2.deleteVolume({ VolumeId: ids[0], DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
  await expect(told('vol-0123456789abcdef0')).rejects.toMatchObject({ name: 'InvalidVolume.NotFound', message: "The volume 'vol-0123456789abcdef0' does not exist." });
  await expect(toldSnapshot('snap-0123456789abcdef0')).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
  await expect(ec2.createVolume({ AvailabilityZone: 'us-west-2a', Size: 0, VolumeType: 'gp3' })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(ec2.createVolume({ AvailabilityZone: 'us-west-2a', Size: 1, VolumeType: 'gp3', MultiAttachEnabled: true })).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  await expect(ec2.runInstances({ MinCount: 1, MaxCount: 1 })).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('RunInstances') as string });
  await expect(new EC2({ ...settings(), credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' } }).describeVolumes({})).rejects.toMatchObject({ name: 'AuthFailure' });
  const other = await volume({ AvailabilityZone: 'us-west-2c' });
  await expect(ec2.attachVolume({ VolumeId: other, InstanceId: INSTANCE, Device: '/dev/sdf' })).rejects.toMatchObject({ name: 'InvalidVolume.ZoneMismatch' });
  expect(await ec2.modifyVolume({ VolumeId: other, Size: 3, Throughput: 250 })).toMatchObject({ VolumeModification: { ModificationState: 'modifying', OriginalSize: 1, TargetSize: 3, TargetThroughput: 250 } });
  await expect(ec2.modifyVolume({ VolumeId: other, Size: 4 })).rejects.toMatchObject({ name: 'IncorrectModificationState' });
  await pass(600);
  expect((await ec2.describeVolumesModifications({ VolumeIds: [other] })).VolumesModifications?.[0]).toMatchObject({ ModificationState: 'completed', Progress: 100 });
  expect(statSync(image(other)).size).toBe(3 * 1024 ** 3);
});

test('a locked snapshot cannot be deleted, a shared one is seen by its account alone, and a restored volume tells how far its blocks are loaded', async () => {
  const id = await volume();
  for (let block = 0; block < 400; block += 1) await write(id, block, `b${String(block).padStart(4, '0')}`);
  const taken = await snapshot(id);
  await ec2.lockSnapshot({ SnapshotId: taken, LockMode: 'governance', LockDuration: 1 });
  await expect(ec2.deleteSnapshot({ SnapshotId: taken })).rejects.toMatchObject({ name: 'SnapshotLocked' });
  expect((await ec2.describeLockedSnapshots({})).Snapshots).toMatchObject([{ SnapshotId: taken, LockState: 'governance' }]);
  const stranger = new EC2(settings(REGION, 'recovery-admin'));
  await expect(stranger.describeSnapshots({ SnapshotIds: [taken] })).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
  await ec2.modifySnapshotAttribute({ SnapshotId: taken, CreateVolumePermission: { Add: [{ UserId: '333333333333' }] } });
  expect((await stranger.describeSnapshots({ SnapshotIds: [taken] })).Snapshots).toMatchObject([{ OwnerId: ACCOUNT, Tags: [] }]);
  await expect(stranger.deleteSnapshot({ SnapshotId: taken })).rejects.toMatchObject({ name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } });
  const { VolumeId: slow = '' } = await ec2.createVolume({ AvailabilityZone: 'us-west-2a', SnapshotId: taken, VolumeType: 'gp3', VolumeInitializationRate: 100 });
  await pass(5.5);
  const status = async (): Promise<object> => (await ec2.describeVolumeStatus({ VolumeIds: [slow] })).VolumeStatuses?.[0] ?? {};
  expect(await status()).toMatchObject({ VolumeStatus: { Status: 'ok', Details: expect.arrayContaining([{ Name: 'initialization-state', Status: 'initializing' }]) as object }, InitializationStatusDetails: { InitializationType: 'provisioned-rate', EstimatedTimeToCompleteInSeconds: 2 } });
  expect(await read(slow, 399)).toBe('b0399');
  await pass(5);
  expect(await status()).toMatchObject({ VolumeStatus: { Details: expect.arrayContaining([{ Name: 'initialization-state', Status: 'completed' }]) as object }, InitializationStatusDetails: { Progress: 100 } });
});
