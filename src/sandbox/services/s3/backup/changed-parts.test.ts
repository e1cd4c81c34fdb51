import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '#kit/random';
import { openFakeBackup, ROLE, type FakeBackup } from '../../backup/testing/fake-backup.ts';
import { s3BackupResource } from '../backup-resource.ts';
import { stateOf } from '../state.ts';
import { currentObjects } from './current-objects.ts';
import { objectsOf, requireSnapshot } from './snapshots.ts';

type Values = Record<string, unknown>;
const HOME = { account: '111111111111', region: 'us-west-2' } as const;
/** Orders of UTF-16 and of bytes differ for these. */
const ODD = ['', '\u{1F9EC}', '\uFFFD', 'ü', '日本', ' ', '~', '\u0001'];

let backup: FakeBackup;

beforeEach(async () => {
  backup = openFakeBackup([s3BackupResource]);
  for (const BackupVaultName of ['daily', 'second']) await backup.run('CreateBackupVault', { BackupVaultName });
  await backup.s3('CreateBucket', { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: HOME.region } });
  await backup.s3('PutBucketVersioning', { Bucket: 'data', VersioningConfiguration: { Status: 'Enabled' } });
  await backup.s3('PutBucketNotificationConfiguration', { Bucket: 'data', NotificationConfiguration: { EventBridgeConfiguration: {} } });
});

afterEach(() => {
  expect(backup.log).toEqual([]);
  backup.close();
});

const count = (table: string): number => Number((backup.context.catalogue.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n);
const now = () => {
  const state = stateOf(backup.context.catalogue);
  const bucket = state.buckets.find('data');
  if (bucket === null) throw new Error('the bucket is gone');
  return currentObjects(state, bucket);
};
const point = async (vault = 'daily'): Promise<string> => {
  const { BackupJobId } = await backup.run('StartBackupJob', { BackupVaultName: vault, ResourceArn: 'arn:aws:s3:::data', IamRoleArn: ROLE });
  await backup.advance(3600);
  const done: Values = await backup.run('DescribeBackupJob', { BackupJobId });
  expect(done).toMatchObject({ State: 'COMPLETED' });
  return String(done['RecoveryPointArn']);
};
const held = (arn: string) => {
  const row = backup.context.catalogue.db.prepare('SELECT body FROM backup_point WHERE id = ?').get(arn) as { readonly body: string };
  return objectsOf(backup.context, requireSnapshot(backup.context.catalogue, (JSON.parse(row.body) as { readonly artifact: string }).artifact));
};

test('every point holds exactly what the bucket held, whatever changed since the point before, and old ones keep what they had', async () => {
  const random = seededRandom('changed parts');
  const name = (): string => `${['a', 'b', 'c'][Math.floor(random() * 3)]}/${ODD[Math.floor(random() * ODD.length)]}${Math.floor(random() * 200)}`;
  for (let i = 0; i < 150; i += 1) await backup.put('data', name(), `body ${i}`);
  const kept: (readonly [string, unknown])[] = [];
  for (let day = 0; day < 12; day += 1) {
    for (let i = 0; i < day * 3; i += 1) await (random() < 0.4 ? backup.remove('data', name()) : backup.put('data', name(), `day ${day}, ${i}`, random() < 0.3 ? { 'x-amz-tagging': `day=${day}` } : {}));
    const arn = await point(day % 5 === 4 ? 'second' : 'daily');
    expect(held(arn)).toEqual(now());
    kept.push([arn, now()]);
  }
  for (const [arn, objects] of kept) expect(held(arn)).toEqual(objects);
}, 60_000);

test('a point of a bucket in which one object changed adds one part', async () => {
  for (let i = 0; i < 400; i += 1) await backup.put('data', `k${String(i).padStart(4, '0')}`, `body ${i}`);
  await point();
  const parts = count('s3_listing_part');
  expect(parts).toBeGreaterThan(5);
  await point();
  expect(count('s3_listing_part')).toBe(parts);
  await backup.put('data', 'k0200', 'another body');
  const arn = await point();
  expect(count('s3_listing_part')).toBe(parts + 1);
  expect(held(arn)).toEqual(now());
});

test('tags that change, an emptied bucket and a deleted last point are all seen', async () => {
  for (let i = 0; i < 40; i += 1) await backup.put('data', `k${i}`, `body ${i}`);
  const first = await point();
  await backup.s3('PutObjectTagging', { Bucket: 'data', Key: 'k7', Tagging: { TagSet: [{ Key: 'a', Value: '1' }] } });
  expect(held(await point())).toEqual(now());
  const last = await point();
  await backup.run('DeleteRecoveryPoint', { BackupVaultName: 'daily', RecoveryPointArn: last });
  await backup.advance(120);
  await backup.put('data', 'k8', 'new');
  expect(held(await point())).toEqual(now());
  for (let i = 0; i < 40; i += 1) await backup.remove('data', `k${i}`);
  expect(held(await point())).toEqual([]);
  expect(held(first)).toHaveLength(40);
});
