import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setImmediate as turn } from 'node:timers/promises';
import type { Call, Caller } from '../../../service.ts';
import { regionFaultsOf } from '../../../regions/region-faults.ts';
import { stateOf } from '../state.ts';
import { accountWithBucket, BACKUP, PLATFORM, type FakeAccount } from '../testing/fake-account.ts';
import { logTimer } from './log-timer.ts';
import { noteAccess } from './note-access.ts';

const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*', Condition: { StringEquals: { 'aws:SourceAccount': PLATFORM }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::data' } } }] });
const READER: Caller = { account: PLATFORM, arn: `arn:aws:iam::${PLATFORM}:user/reader`, userId: 'AIDA1', roleArn: null, anonymous: false };

let account: FakeAccount;
beforeEach(async () => {
  account = await accountWithBucket('data');
  await account.run('CreateBucket', { Bucket: 'logs', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await account.run('PutBucketPolicy', { Bucket: 'logs', Policy: POLICY });
});
afterEach(() => account.close());

const logTo = (TargetBucket: string, more: object = {}): Promise<object> => account.run('PutBucketLogging', { Bucket: 'data', BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'data/', ...more } } });

async function asked(rawPath: string, { rawQuery = '', method = 'GET', errorCode = null as string | null, caller = READER } = {}): Promise<void> {
  const parts: Partial<Call> = { ...account.context, caller, method, rawPath, rawQuery, requestId: 'REQUEST', headers: { 'user-agent': 'a "client"', authorization: 'AWS4', host: 'h' } };
  noteAccess(parts as Call, { status: errorCode === null ? 200 : 403, bytes: errorCode === null ? 6 : null, errorCode, remoteAddress: '127.0.0.1' });
  await turn();
}

async function pass(seconds: number): Promise<void> {
  account.tick(seconds);
  const timer = logTimer(account.context);
  if ((timer.next() ?? Infinity) <= account.nowMicros()) await timer.fire(account.nowMicros());
}

function files(): readonly { readonly key: string; readonly lines: readonly string[] }[] {
  const state = stateOf(account.context.catalogue);
  return [...state.versions.scan(state.buckets.find('logs')?.id ?? -1, { kind: 'from', key: '' })].map(({ key, blob }) => ({ key, lines: (state.blobs.inlineBytes(blob ?? -1) ?? '').toString().trimEnd().split('\n') }));
}

describe('server access logging', () => {
  test('writes a line for every request of the bucket, also a refused one, into one file an hour, and none of a signature', async () => {
    await asked('/data/before');
    await logTo('logs');
    expect(await account.run('GetBucketLogging', { Bucket: 'data' })).toEqual({ LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'data/' } });
    await asked('/data/who/read%20me', { rawQuery: 'X-Amz-Signature=abc&x-id=GetObject' });
    await asked('/data', { method: 'DELETE', errorCode: 'AccessDenied' });
    await asked('/data', { method: 'POST', rawQuery: 'delete' });
    await asked('/other/key');
    expect(files()).toEqual([]);
    await pass(3_600);
    const [file, ...others] = files();
    expect([file?.key, others]).toEqual([expect.stringMatching(/^data\/2026-03-10-13-00-00-\w{16}$/), []]);
    expect(file?.lines.map((line) => line.slice(65))).toEqual([
      `data [10/Mar/2026:12:00:00 +0000] 127.0.0.1 ${READER.arn} REQUEST REST.GET.OBJECT who/read%20me "GET /data/who/read%20me?X-Amz-Signature=-&x-id=GetObject HTTP/1.1" 200 - 6 - - - "-" "a %22client%22" - - SigV4 - AuthHeader h - - -`,
      `data [10/Mar/2026:12:00:00 +0000] 127.0.0.1 ${READER.arn} REQUEST REST.DELETE.BUCKET - "DELETE /data HTTP/1.1" 403 AccessDenied - - - - "-" "a %22client%22" - - SigV4 - AuthHeader h - - -`,
      expect.stringContaining('REST.POST.MULTI_OBJECT_DELETE'),
    ]);
    expect(logTimer(account.context).next()).toBeNull();
  });

  test('keeps its lines over a kill and while the region is cut, and loses what the target refuses', async () => {
    await logTo('logs');
    await asked('/data/one');
    account = account.reopen();
    await regionFaultsOf(account.context.catalogue).change('us-west-2', { how: 'black-hole' });
    await pass(7_200);
    expect(files()).toEqual([]);
    await regionFaultsOf(account.context.catalogue).change('us-west-2', { how: null });
    await pass(3_600);
    expect(files()).toHaveLength(1);
    await account.run('DeleteBucketPolicy', { Bucket: 'logs' });
    await asked('/data/two');
    await pass(3_600);
    expect([files().length, logTimer(account.context).next()]).toEqual([1, null]);
  });

  test('is switched off by an empty status, and refused for targets that are not there, of others or elsewhere', async () => {
    await logTo('logs');
    await account.run('PutBucketLogging', { Bucket: 'data', BucketLoggingStatus: {} });
    expect(await account.run('GetBucketLogging', { Bucket: 'data' })).toEqual({});
    await account.run('CreateBucket', { Bucket: 'theirs', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }, { account: BACKUP });
    await account.run('CreateBucket', { Bucket: 'far', CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } }, { region: 'us-east-2' });
    for (const [bucket, code] of [['nowhere', 'InvalidTargetBucketForLogging'], ['theirs', 'InvalidTargetBucketForLogging'], ['far', 'CrossLocationLoggingProhibitted']] as const) await expect(logTo(bucket)).rejects.toMatchObject({ code });
    await expect(logTo('logs', { TargetGrants: [{}] })).rejects.toMatchObject({ code: 'AccessControlListNotSupported' });
  });
});
