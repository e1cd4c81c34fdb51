import { createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '#kit/digest';
import { SANDBOX_ACCOUNTS } from '../../../accounts.ts';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import type { Call, Caller } from '../../../service.ts';
import { stateOf } from '../../s3/state.ts';
import { accountWithBucket, PLATFORM, type FakeAccount } from '../../s3/testing/fake-account.ts';
import { recordCall } from '../record-call.ts';
import { pruneTimer } from '../prune-timer.ts';
import { deliveryTimer } from './delivery-timer.ts';
import { TRAIL_OPERATIONS } from './operations.ts';

type Values = Readonly<Record<string, unknown>>;
interface Delivered { readonly key: string; readonly at: string; readonly text: string; readonly headers: Readonly<Record<string, string>> }

const BUCKET = 'trail-files';
const ARN = `arn:aws:cloudtrail:us-west-2:${PLATFORM}:trail/all`;
const HERE = `arn:aws:cloudtrail:us-west-2:${PLATFORM}:trail/here`;
const ADMIN: Caller = { account: PLATFORM, arn: `arn:aws:iam::${PLATFORM}:user/platform-admin`, userId: 'AIDA1', roleArn: null, anonymous: false };
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Look', Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:GetBucketAcl', Resource: `arn:aws:s3:::${BUCKET}`, Condition: { StringEquals: { 'aws:SourceArn': [ARN, HERE] } } },
    { Sid: 'Write', Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/AWSLogs/${PLATFORM}/*`, Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': [ARN, HERE] } } },
  ],
};

let account: FakeAccount;
beforeEach(async () => {
  account = await accountWithBucket(BUCKET, 'Enabled');
  await letIn();
});
afterEach(() => account.close());

const letIn = (): Promise<Values> => account.run('PutBucketPolicy', { Bucket: BUCKET, Policy: JSON.stringify(POLICY) });

function callOf(region = 'us-west-2'): Call {
  const parts: Partial<Call> = { ...account.context, accounts: SANDBOX_ACCOUNTS, caller: ADMIN, region, requestId: 'r', headers: {} };
  return parts as Call;
}

function trail(operation: string, input: Values = {}, region?: string): Values {
  return (TRAIL_OPERATIONS[operation]?.(callOf(region), input) ?? {}) as Values;
}

const create = (more: Values = {}): Values => trail('CreateTrail', { Name: 'all', S3BucketName: BUCKET, IsMultiRegionTrail: true, EnableLogFileValidation: true, ...more });

async function happens(operation: string, region = 'us-west-2', service = 'rds'): Promise<void> {
  await recordCall({ call: callOf(region), service, operation, input: { DBInstanceIdentifier: operation }, accessKeyId: null, sourceIpAddress: '127.0.0.1' }, () => Promise.resolve({}));
}

/** Lets time pass and fires what is due, as the hub does: late, but before anyone looks. */
async function pass(seconds: number): Promise<void> {
  account.tick(seconds);
  const timer = deliveryTimer(account.context);
  const due = timer.next();
  if (due !== null && due <= account.nowMicros()) await timer.fire(due);
}

function files(folder: 'CloudTrail' | 'CloudTrail-Digest', region = 'us-west-2'): readonly Delivered[] {
  const state = stateOf(account.context.catalogue);
  const bucket = state.buckets.find(BUCKET);
  const rows = [...state.versions.scan(bucket?.id ?? -1, { kind: 'from', key: `AWSLogs/${PLATFORM}/${folder}/${region}/` })].filter(({ key }) => key.includes(`/${folder}/${region}/`));
  return rows.map(({ key, modified, blob, headers }) => ({ key, at: new Date(modified / 1000).toISOString(), text: gunzipSync(state.blobs.inlineBytes(blob ?? -1) ?? '').toString(), headers: JSON.parse(headers) as Readonly<Record<string, string>> }));
}

const names = (delivered: readonly Delivered[]): readonly (readonly string[])[] => delivered.map(({ text }) => (JSON.parse(text) as { readonly Records: readonly { readonly eventName: string }[] }).Records.map(({ eventName }) => eventName));

describe('a trail that logs', () => {
  test('delivers a file for each five minutes with events, of each region into its own folder, and nothing of what was before', async () => {
    create();
    await happens('CreateDBInstance');
    trail('StartLogging', { Name: 'all' });
    await happens('DeleteDBInstance');
    await happens('ListBuckets', 'us-east-2', 's3');
    await pass(60);
    expect(files('CloudTrail')).toEqual([]);
    account.tick(300);
    await happens('ModifyDBInstance');
    await pass(86_400);
    expect(names(files('CloudTrail'))).toEqual([['DeleteDBInstance'], ['ModifyDBInstance']]);
    expect(names(files('CloudTrail', 'us-east-2'))).toEqual([['ListBuckets']]);
    const [first, second] = files('CloudTrail');
    expect(first?.key).toMatch(new RegExp(`^AWSLogs/${PLATFORM}/CloudTrail/us-west-2/2026/03/10/${PLATFORM}_CloudTrail_us-west-2_20260310T1205Z_\\w{16}\\.json\\.gz$`));
    expect([first?.at, second?.at, first?.headers['content-encoding']]).toEqual(['2026-03-10T12:05:00.000Z', '2026-03-10T12:10:00.000Z', 'gzip']);
    expect(trail('GetTrailStatus', { Name: ARN })).toMatchObject({ IsLogging: true, LatestDeliveryTime: new Date('2026-03-10T12:10:00Z'), LatestDeliveryAttemptSucceeded: '2026-03-10T12:10:00Z' });
  });

  test('signs the hour\'s digest over every file, and binds it to the one before', async () => {
    create();
    trail('StartLogging', { Name: 'all' });
    for (let i = 0; i < 3; i += 1) {
      await happens(`Modify${i}`);
      await pass(3600);
    }
    const digests = files('CloudTrail-Digest').map((file) => ({ ...file, document: JSON.parse(file.text) as Record<string, string | null> & { readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[] } }));
    expect(digests.map(({ document }) => [document['digestStartTime'], document['digestEndTime']])).toEqual([['2026-03-10T12:00:00Z', '2026-03-10T13:00:00Z'], ['2026-03-10T13:00:00Z', '2026-03-10T14:00:00Z'], ['2026-03-10T14:00:00Z', '2026-03-10T15:00:00Z']]);
    const logs = new Map(files('CloudTrail').map(({ key, text }) => [key, sha256(text)]));
    expect(new Map(digests.flatMap(({ document }) => document.logFiles.map(({ s3Object, hashValue }) => [s3Object, hashValue])))).toEqual(logs);
    const [key] = trail('ListPublicKeys')['PublicKeyList'] as readonly { readonly Value: Uint8Array; readonly Fingerprint: string }[];
    const publicKey = createPublicKey({ key: Buffer.from(key?.Value ?? []), format: 'der', type: 'pkcs1' });
    for (const [i, { document, text, key: name, headers }] of digests.entries()) {
      const before = digests[i - 1];
      expect([document['previousDigestSignature'], document['previousDigestHashValue'], document['digestPublicKeyFingerprint']]).toEqual([before?.headers['x-amz-meta-signature'] ?? null, before === undefined ? null : sha256(before.text), key?.Fingerprint]);
      const signed = [document['digestEndTime'], `${BUCKET}/${name}`, sha256(text), document['previousDigestSignature'] ?? 'null'].join('\n');
      expect(verify('sha256', Buffer.from(signed), publicKey, Buffer.from(headers['x-amz-meta-signature'] ?? '', 'hex'))).toBe(true);
    }
  });

  test('delivers what happened before it was stopped, nothing that happened while it stood, and what follows a new start', async () => {
    create({ EnableLogFileValidation: false });
    trail('StartLogging', { Name: 'all' });
    await happens('Before');
    trail('StopLogging', { Name: 'all' });
    await happens('Between');
    trail('StartLogging', { Name: 'all' });
    await happens('After');
    trail('StopLogging', { Name: 'all' });
    await pass(600);
    expect(names(files('CloudTrail')).flat().toSorted()).toEqual(['After', 'Before']);
    expect(deliveryTimer(account.context).next()).toBeNull();
    expect(files('CloudTrail-Digest')).toEqual([]);
  });

  test('keeps what a kill, a region that is cut and a bucket that refuses hold up, and delivers each event once', async () => {
    create({ EnableLogFileValidation: false });
    trail('StartLogging', { Name: 'all' });
    await happens('One', 'us-east-2');
    await regionFaultsOf(account.context.catalogue).change('us-east-2', { how: 'refuse' });
    await pass(600);
    expect(files('CloudTrail', 'us-east-2')).toEqual([]);
    account = account.reopen();
    await regionFaultsOf(account.context.catalogue).change('us-east-2', { how: null });
    await account.run('DeleteBucketPolicy', { Bucket: BUCKET });
    await pass(300);
    expect(trail('GetTrailStatus', { Name: ARN })).toMatchObject({ LatestDeliveryError: 'AccessDenied', LatestDeliveryAttemptSucceeded: '' });
    await letIn();
    await happens('Two', 'us-east-2');
    await pass(300);
    await pass(3600);
    expect(names(files('CloudTrail', 'us-east-2')).flat()).toEqual(['One', 'Two']);
    expect(trail('GetTrailStatus', { Name: ARN })['LatestDeliveryError']).toBeUndefined();
  });

  test('takes only what its selectors take', async () => {
    create({ EnableLogFileValidation: false });
    trail('PutEventSelectors', { TrailName: 'all', EventSelectors: [{ ReadWriteType: 'WriteOnly', ExcludeManagementEventSources: ['kms.amazonaws.com'] }] });
    trail('StartLogging', { Name: 'all' });
    await happens('DescribeDBInstances');
    await happens('ScheduleKeyDeletion', 'us-west-2', 'kms');
    await happens('DeleteDBInstance');
    await pass(600);
    expect(names(files('CloudTrail'))).toEqual([['DeleteDBInstance']]);
    expect(trail('GetEventSelectors', { TrailName: 'all' })).toEqual({ TrailARN: ARN, EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: ['kms.amazonaws.com'] }] });
  });

  test('goes on after the history has forgotten everything and counts its events anew', async () => {
    create({ EnableLogFileValidation: false });
    trail('StartLogging', { Name: 'all' });
    for (const name of ['A', 'B', 'C']) await happens(name);
    await pass(91 * 86_400);
    await pruneTimer(account.context).fire(account.nowMicros());
    await happens('D');
    await pass(600);
    expect(names(files('CloudTrail'))).toEqual([['A', 'B', 'C'], ['D']]);
  });
});

describe('trails', () => {
  test('are shown in their home region, and those of every region everywhere, but changed at home alone', () => {
    create();
    create({ Name: 'here', IsMultiRegionTrail: false });
    const shown = (region: string, input: Values = {}): unknown => (trail('DescribeTrails', input, region)['trailList'] as readonly { readonly Name: string }[]).map(({ Name }) => Name);
    expect([shown('us-west-2'), shown('us-east-2'), shown('us-east-2', { includeShadowTrails: false }), shown('us-west-2', { trailNameList: [ARN] })]).toEqual([['all', 'here'], ['all'], [], ['all']]);
    expect(trail('GetTrail', { Name: 'all' }, 'us-east-2')).toEqual({ Trail: { Name: 'all', S3BucketName: BUCKET, IncludeGlobalServiceEvents: true, IsMultiRegionTrail: true, TrailARN: ARN, LogFileValidationEnabled: true, IsOrganizationTrail: false, HomeRegion: 'us-west-2', HasCustomEventSelectors: false, HasInsightSelectors: false } });
    expect(() => trail('StopLogging', { Name: ARN }, 'us-east-2')).toThrow(expect.objectContaining({ code: 'InvalidHomeRegionException' }));
    trail('DeleteTrail', { Name: 'all' });
    expect(trail('ListTrails')).toEqual({ Trails: [{ TrailARN: HERE, Name: 'here', HomeRegion: 'us-west-2' }] });
  });

  test.each<[string, Values, string]>([
    ['a name that is too short', { Name: 'ab' }, 'InvalidTrailNameException'],
    ['a bucket that is not there', { S3BucketName: 'nowhere-to-be-found' }, 'S3BucketDoesNotExistException'],
    ['a prefix that the bucket\'s policy does not let it write under', { S3KeyPrefix: 'other' }, 'InsufficientS3BucketPolicyException'],
    ['another name than the policy\'s condition allows', { Name: 'other' }, 'InsufficientS3BucketPolicyException'],
    ['every region without global events', { IncludeGlobalServiceEvents: false }, 'InvalidParameterCombinationException'],
    ['a key of its own', { KmsKeyId: 'alias/x' }, 'UnsupportedOperationException'],
  ])('are not made with %s', (_title, input, code) => {
    expect(() => create(input)).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  test('are not made twice, not found under another name, and hold no data events', () => {
    create();
    expect(() => create()).toThrow(expect.objectContaining({ code: 'TrailAlreadyExistsException' }));
    expect(() => trail('GetTrailStatus', { Name: 'none' })).toThrow(expect.objectContaining({ code: 'TrailNotFoundException', message: `Unknown trail: arn:aws:cloudtrail:us-west-2:${PLATFORM}:trail/none for the user: ${PLATFORM}` }));
    expect(() => trail('PutEventSelectors', { TrailName: 'all', EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }] })).toThrow(expect.objectContaining({ code: 'InvalidEventSelectorsException' }));
  });
});
