import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SANDBOX_ACCOUNTS } from '../../accounts.ts';
import { regionFaultsOf } from '../../regions/region-faults.ts';
import type { Call, Caller, Timer } from '../../service.ts';
import { recordCall } from '../cloudtrail/record-call.ts';
import { EFS_TABLES } from '../efs/tables.ts';
import { stateOf } from '../s3/state.ts';
import { accountWithBucket, PLATFORM, type FakeAccount } from '../s3/testing/fake-account.ts';
import { configService } from './service.ts';

type Values = Readonly<Record<string, unknown>>;
interface Told { readonly configurationItemStatus: string; readonly configurationItemCaptureTime: Date; readonly configuration?: string; readonly tags: Values }

const BUCKET = 'config-files';
const ADMIN: Caller = { account: PLATFORM, arn: `arn:aws:iam::${PLATFORM}:user/platform-admin`, userId: 'AIDA1', roleArn: null, anonymous: false };
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' }, Action: ['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject'], Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`], Condition: { StringEquals: { 'aws:SourceAccount': PLATFORM } } }] };

let account: FakeAccount;
beforeEach(async () => {
  account = await accountWithBucket(BUCKET);
  account.context.catalogue.db.exec(EFS_TABLES);
  await account.run('PutBucketPolicy', { Bucket: BUCKET, Policy: JSON.stringify(POLICY) });
});
afterEach(() => account.close());

function callOf(): Call {
  const parts: Partial<Call> = { ...account.context, accounts: SANDBOX_ACCOUNTS, caller: ADMIN, region: 'us-west-2', requestId: 'r', headers: {} };
  return parts as Call;
}

const config = (operation: string, input: Values = {}): Values => (configService.operations[operation]?.(callOf(), input) ?? {}) as Values;
const timers = (): readonly Timer[] => configService.timers?.(account.context) ?? [];

/** Lets time pass as the hub does: every timer fires at its own moment. */
async function pass(seconds: number): Promise<void> {
  const until = account.nowMicros() + seconds * 1_000_000;
  for (;;) {
    const [first] = timers().map((timer) => ({ timer, at: timer.next() })).filter(({ at }) => at !== null && at <= until).toSorted((a, b) => Number(a.at) - Number(b.at));
    if (first === undefined) break;
    account.tick(Math.max(0, (Number(first.at) - account.nowMicros()) / 1_000_000));
    await first.timer.fire(account.nowMicros());
  }
  account.tick((until - account.nowMicros()) / 1_000_000);
}

/** A call on a bucket that CloudTrail sees. */
async function does(operation: string, input: Values): Promise<void> {
  await recordCall({ call: callOf(), service: 's3', operation, input, accessKeyId: null, sourceIpAddress: '' }, async () => account.run(operation, input));
}

function start(): void {
  config('PutConfigurationRecorder', { ConfigurationRecorder: { name: 'default', roleARN: `arn:aws:iam::${PLATFORM}:role/config` } });
  config('PutDeliveryChannel', { DeliveryChannel: { name: 'default', s3BucketName: BUCKET } });
  config('StartConfigurationRecorder', { ConfigurationRecorderName: 'default' });
}

const history = (resourceId: string, more: Values = {}): readonly Told[] => config('GetResourceConfigHistory', { resourceType: 'AWS::S3::Bucket', resourceId, ...more })['configurationItems'] as readonly Told[];
const discovered = (more: Values = {}): unknown => (config('ListDiscoveredResources', { resourceType: 'AWS::S3::Bucket', ...more })['resourceIdentifiers'] as readonly { readonly resourceId: string }[]).map(({ resourceId }) => resourceId);

describe('a recorder', () => {
  test('records what is there when it starts, and minutes after each call what it changed: found, changed, gone', async () => {
    start();
    await pass(1);
    expect(discovered()).toEqual([BUCKET]);
    await does('CreateBucket', { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
    await pass(600);
    await does('PutBucketVersioning', { Bucket: 'data', VersioningConfiguration: { Status: 'Enabled' } });
    await does('PutBucketTagging', { Bucket: 'data', Tagging: { TagSet: [{ Key: 'backup', Value: 'daily' }] } });
    await pass(600);
    await does('ListBuckets', {});
    await pass(600);
    await does('DeleteBucket', { Bucket: 'data' });
    await pass(600);
    const items = history('data', { chronologicalOrder: 'Forward' });
    expect(items.map(({ configurationItemStatus, configurationItemCaptureTime }) => [configurationItemStatus, configurationItemCaptureTime.toISOString()])).toEqual([
      ['ResourceDiscovered', '2026-03-10T12:02:01.000Z'], ['OK', '2026-03-10T12:12:01.000Z'], ['ResourceDeleted', '2026-03-10T12:32:01.000Z'],
    ]);
    expect(items.map(({ configuration = 'null' }) => (JSON.parse(configuration) as { readonly versioning?: string } | null)?.versioning)).toEqual(['Off', 'Enabled', undefined]);
    expect(items[1]?.tags).toEqual({ backup: 'daily' });
    expect([discovered(), discovered({ includeDeletedResources: true })]).toEqual([[BUCKET], [BUCKET, 'data']]);
    expect(history(BUCKET)).toHaveLength(1);
  });

  test('that is stopped records nothing, and says so', async () => {
    start();
    await pass(1);
    config('StopConfigurationRecorder', { ConfigurationRecorderName: 'default' });
    await does('CreateBucket', { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
    await pass(90_000);
    expect(discovered()).toEqual([BUCKET]);
    expect(config('DescribeConfigurationRecorderStatus')['ConfigurationRecordersStatus']).toEqual([expect.objectContaining({ name: 'default', recording: false, lastStopTime: new Date('2026-03-10T12:00:01Z') })]);
    expect(() => history('data')).toThrow(expect.objectContaining({ code: 'ResourceNotDiscoveredException' }));
  });

  test('of a region that is cut records and delivers once it is healed, and nothing is lost by a kill', async () => {
    start();
    await regionFaultsOf(account.context.catalogue).change('us-west-2', { how: 'refuse' });
    await pass(30_000);
    expect(discovered()).toEqual([]);
    account = account.reopen();
    await regionFaultsOf(account.context.catalogue).change('us-west-2', { how: null });
    await pass(30_000);
    expect(discovered()).toEqual([BUCKET]);
    expect(files()).toHaveLength(1);
  });
});

describe('a delivery channel', () => {
  test('gets a file of each type every six hours in which something was recorded', async () => {
    start();
    await pass(86_400);
    expect(files()).toEqual([{
      key: `AWSLogs/${PLATFORM}/Config/us-west-2/2026/03/10/ConfigHistory/${PLATFORM}_Config_us-west-2_ConfigHistory_AWS::S3::Bucket_20260310T120000Z_20260310T120000Z_1.json.gz`,
      at: '2026-03-10T18:00:00.000Z', items: [expect.objectContaining({ resourceId: BUCKET, configurationItemStatus: 'ResourceDiscovered', configuration: expect.objectContaining({ name: BUCKET }) as unknown }) as unknown],
    }]);
    expect(config('DescribeDeliveryChannelStatus')['DeliveryChannelsStatus']).toEqual([expect.objectContaining({ configHistoryDeliveryInfo: { lastStatus: 'SUCCESS', lastAttemptTime: new Date('2026-03-10T18:00:00Z'), lastSuccessfulTime: new Date('2026-03-10T18:00:00Z') } })]);
  });

  test('needs a recorder, a bucket and its leave; a recorder needs it', () => {
    const channel = (s3BucketName: string): Values => config('PutDeliveryChannel', { DeliveryChannel: { name: 'default', s3BucketName } });
    expect(() => channel(BUCKET)).toThrow(expect.objectContaining({ code: 'NoAvailableConfigurationRecorderException' }));
    config('PutConfigurationRecorder', { ConfigurationRecorder: { roleARN: `arn:aws:iam::${PLATFORM}:role/config` } });
    expect(() => channel('not-there')).toThrow(expect.objectContaining({ code: 'NoSuchBucketException' }));
    expect(() => config('StartConfigurationRecorder', { ConfigurationRecorderName: 'default' })).toThrow(expect.objectContaining({ code: 'NoAvailableDeliveryChannelException' }));
    expect(() => config('StartConfigurationRecorder', { ConfigurationRecorderName: 'other' })).toThrow(expect.objectContaining({ code: 'NoSuchConfigurationRecorderException' }));
    expect(() => config('PutConfigurationRecorder', { ConfigurationRecorder: { name: 'other' } })).toThrow(expect.objectContaining({ code: 'MaxNumberOfConfigurationRecordersExceededException' }));
    expect(() => config('PutConfigurationRecorder', { ConfigurationRecorder: { recordingGroup: { resourceTypes: ['AWS::IAM::Role'] } } })).toThrow(expect.objectContaining({ code: 'InvalidRecordingGroupException' }));
    channel(BUCKET);
    config('StartConfigurationRecorder', { ConfigurationRecorderName: 'default' });
    expect(() => config('DeleteDeliveryChannel', { DeliveryChannelName: 'default' })).toThrow(expect.objectContaining({ code: 'LastDeliveryChannelDeleteFailedException' }));
  });

  test('is refused for a bucket whose policy lets in another service alone', async () => {
    config('PutConfigurationRecorder', { ConfigurationRecorder: {} });
    await account.run('PutBucketPolicy', { Bucket: BUCKET, Policy: JSON.stringify(POLICY).replace('config.amazonaws.com', 'cloudtrail.amazonaws.com') });
    expect(() => config('PutDeliveryChannel', { DeliveryChannel: { s3BucketName: BUCKET } })).toThrow(expect.objectContaining({ code: 'InsufficientDeliveryPolicyException' }));
  });
});

function files(): readonly object[] {
  const state = stateOf(account.context.catalogue);
  const rows = [...state.versions.scan(state.buckets.find(BUCKET)?.id ?? -1, { kind: 'from', key: '' })];
  return rows.map(({ key, modified, blob }) => ({ key, at: new Date(modified / 1000).toISOString(), items: (JSON.parse(gunzipSync(state.blobs.inlineBytes(blob ?? -1) ?? '').toString()) as { readonly configurationItems: unknown }).configurationItems }));
}
