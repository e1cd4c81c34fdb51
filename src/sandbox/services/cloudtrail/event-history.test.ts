import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SANDBOX_ACCOUNTS } from '../../accounts.ts';
import { AwsError, type Call, type Caller } from '../../service.ts';
import { BACKUP, openFakeAccount, PLATFORM, type FakeAccount } from '../s3/testing/fake-account.ts';
import { lookupEvents } from './lookup-events.ts';
import { LookupThrottle } from './lookup-throttle.ts';
import { pruneTimer } from './prune-timer.ts';
import { recordCall } from './record-call.ts';
import { trailState } from './state.ts';

type Values = Readonly<Record<string, unknown>>;
interface Found { readonly EventName: string; readonly EventId: string; readonly EventTime: Date; readonly Username?: string; readonly ReadOnly: string; readonly Resources: readonly object[]; readonly CloudTrailEvent: string }

const DAY_SECONDS = 86_400;
const user = (account: string, name: string): Caller => ({ account, arn: `arn:aws:iam::${account}:user/${name}`, userId: `AIDA${name}`, roleArn: null, anonymous: false });
const ADMIN = user(PLATFORM, 'platform-admin');

let account: FakeAccount;
beforeEach(() => { account = openFakeAccount(); });
afterEach(() => account.close());

function callOf(caller = ADMIN, region = 'us-west-2'): Call {
  const parts: Partial<Call> = { ...account.context, accounts: SANDBOX_ACCOUNTS, caller, region, requestId: 'request-1', headers: { 'user-agent': 'aws-cli/2' } };
  return parts as Call;
}

async function made(operation: string, input: Values = {}, more: { readonly service?: string; readonly caller?: Caller; readonly region?: string; readonly output?: object | AwsError } = {}): Promise<void> {
  const { service = 'rds', caller = ADMIN, region = 'us-west-2', output = {} } = more;
  await recordCall({ call: callOf(caller, region), service, operation, input, accessKeyId: 'AKIA1', sourceIpAddress: '127.0.0.1' }, async () => {
    if (output instanceof AwsError) throw output;
    return output;
  }).catch((error: unknown) => { if (error !== output) throw error; });
}

function look(input: Values = {}, caller = ADMIN, region = 'us-west-2'): { readonly Events: readonly Found[]; readonly NextToken?: string } {
  trailState(account.context.catalogue).throttle.passes = () => true;
  return lookupEvents(callOf(caller, region), input) as { readonly Events: readonly Found[]; readonly NextToken?: string };
}
const names = (input: Values = {}, caller = ADMIN, region = 'us-west-2'): string[] => look(input, caller, region).Events.map(({ EventName }) => EventName);
const by = (AttributeKey: string, AttributeValue: string): Values => ({ LookupAttributes: [{ AttributeKey, AttributeValue }] });

describe('the event history', () => {
  test('shows an event five minutes late, newest first, to its account and region only', async () => {
    await made('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db' });
    account.tick(10);
    await made('DescribeDBInstances', {});
    account.tick(289);
    expect(names()).toEqual([]);
    account.tick(1);
    expect(names()).toEqual(['DeleteDBInstance']);
    account.tick(10);
    expect(names()).toEqual(['DescribeDBInstances', 'DeleteDBInstance']);
    expect(names({}, user(BACKUP, 'backup-admin'))).toEqual([]);
    expect(names({}, ADMIN, 'us-east-2')).toEqual([]);
  });

  test('holds the document that CloudTrail gives, without a password, with what was answered', async () => {
    const input = { DBInstanceIdentifier: 'portal-db', MasterUserPassword: 'correct horse', ManageMasterUserPassword: false, VpcSecurityGroupIds: ['sg-1'], RestoreTime: new Date(0) };
    await made('ModifyDBInstance', input, { output: { DBInstance: { DBInstanceIdentifier: 'portal-db', DBInstanceStatus: 'available', PendingModifiedValues: { MasterUserPassword: 'correct horse' } } } });
    account.tick(300);
    const [event] = look().Events;
    expect(event).toMatchObject({ EventName: 'ModifyDBInstance', Username: 'platform-admin', ReadOnly: 'false', EventTime: new Date('2026-03-10T12:00:00Z'), Resources: [{ ResourceType: 'AWS::RDS::DBInstance', ResourceName: 'portal-db' }] });
    expect(event?.CloudTrailEvent).not.toContain('horse');
    expect(JSON.parse(event?.CloudTrailEvent ?? '')).toEqual({
      eventVersion: '1.11', eventTime: '2026-03-10T12:00:00Z', eventSource: 'rds.amazonaws.com', eventName: 'ModifyDBInstance', awsRegion: 'us-west-2', sourceIPAddress: '127.0.0.1', userAgent: 'aws-cli/2',
      requestParameters: { dBInstanceIdentifier: 'portal-db', masterUserPassword: '****', manageMasterUserPassword: false, vpcSecurityGroupIds: ['sg-1'], restoreTime: '1970-01-01T00:00:00.000Z' },
      responseElements: { dBInstanceIdentifier: 'portal-db', dBInstanceStatus: 'available', pendingModifiedValues: { masterUserPassword: '****' } },
      requestID: 'request-1', readOnly: false, eventType: 'AwsApiCall', managementEvent: true, eventCategory: 'Management',
      userIdentity: { type: 'IAMUser', principalId: 'AIDAplatform-admin', arn: ADMIN.arn, accountId: PLATFORM, accessKeyId: 'AKIA1', userName: 'platform-admin' },
      eventID: event?.EventId, recipientAccountId: PLATFORM,
    });
  });

  test('has failed calls with their error, and never the value of a parameter, a plaintext or bytes', async () => {
    await made('DeleteDBInstance', { DBInstanceIdentifier: 'x' }, { output: new AwsError('DBInstanceNotFound', 'DBInstance x not found.', { status: 404 }) });
    await made('PutParameter', { Name: '/portal/secret', Value: 'open sesame', Type: 'SecureString' }, { service: 'ssm' });
    await made('Encrypt', { KeyId: 'alias/portal', Plaintext: Buffer.from('open sesame'), EncryptionContext: { App: 'Portal' } }, { service: 'kms', output: { KeyId: 'arn:aws:kms:us-west-2:111111111111:key/1', CiphertextBlob: Buffer.from('x') } });
    account.tick(300);
    const [encrypt, parameter, failed] = look().Events.map((event) => JSON.parse(event.CloudTrailEvent) as Values);
    expect(failed).toMatchObject({ errorCode: 'DBInstanceNotFound', errorMessage: 'DBInstance x not found.', responseElements: null });
    expect(parameter).toMatchObject({ requestParameters: { name: '/portal/secret', value: 'HIDDEN_DUE_TO_SECURITY_REASONS', type: 'SecureString' } });
    expect(encrypt).toMatchObject({ readOnly: true, requestParameters: { keyId: 'alias/portal', encryptionContext: { App: 'Portal' } }, responseElements: null, resources: [{ type: 'AWS::KMS::Key', ARN: 'arn:aws:kms:us-west-2:111111111111:key/1' }] });
    expect(look().Events.map((event) => event.CloudTrailEvent).join('')).not.toContain('sesame');
  });

  test('leaves object calls of S3 out and names the others as CloudTrail does', async () => {
    for (const operation of ['PutObject', 'CreateMultipartUpload', 'DeleteObjects', 'HeadBucket', 'ListParts', 'GetObjectTagging']) await made(operation, { Bucket: 'box' }, { service: 's3' });
    for (const operation of ['PutPublicAccessBlock', 'DeleteBucket', 'PutBucketVersioning', 'ListBuckets']) await made(operation, operation === 'ListBuckets' ? {} : { Bucket: 'box' }, { service: 's3' });
    account.tick(300);
    expect(names().toSorted()).toEqual(['DeleteBucket', 'ListBuckets', 'PutBucketPublicAccessBlock', 'PutBucketVersioning']);
  });

  test('tells a call on another account\'s bucket to both, with one shared id, unless it was denied', async () => {
    await account.run('CreateBucket', { Bucket: 'theirs', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }, { account: BACKUP });
    await made('PutBucketPolicy', { Bucket: 'theirs', Policy: '{}' }, { service: 's3' });
    await made('DeleteBucket', { Bucket: 'theirs' }, { service: 's3', output: new AwsError('AccessDenied', 'no', { status: 403 }) });
    account.tick(300);
    const theirs = look({}, user(BACKUP, 'backup-admin')).Events;
    expect(theirs.map(({ EventName }) => EventName)).toEqual(['PutBucketPolicy']);
    expect(names()).toEqual(['DeleteBucket', 'PutBucketPolicy']);
    const both = [theirs[0], look(by('EventName', 'PutBucketPolicy')).Events[0]].map((event) => JSON.parse(event?.CloudTrailEvent ?? '{}') as { readonly sharedEventID: string; readonly recipientAccountId: string });
    expect(both[0]?.sharedEventID).toBe(both[1]?.sharedEventID);
    expect(both.map(({ recipientAccountId }) => recipientAccountId)).toEqual([BACKUP, PLATFORM]);
  });

  test('names the role behind a session and calls the session its user', async () => {
    const session: Caller = { account: PLATFORM, arn: `arn:aws:sts::${PLATFORM}:assumed-role/drill-restorer/run-7`, userId: 'AROA1:run-7', roleArn: `arn:aws:iam::${PLATFORM}:role/drill-restorer`, anonymous: false };
    await made('RestoreDBInstanceToPointInTime', { TargetDBInstanceIdentifier: 'portal-db' }, { caller: session });
    account.tick(300);
    const [event] = look(by('Username', 'run-7')).Events;
    expect(JSON.parse(event?.CloudTrailEvent ?? '')).toMatchObject({ userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn: session.roleArn, userName: 'drill-restorer' } } } });
  });
});

describe('LookupEvents', () => {
  test('finds by each attribute and within a time range', async () => {
    await made('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db' });
    account.tick(60);
    await made('DescribeDBInstances', { DBInstanceIdentifier: 'other' }, { caller: user(PLATFORM, 'drill-observer') });
    await made('ListBuckets', {}, { service: 's3' });
    account.tick(300);
    const id = look(by('EventName', 'ListBuckets')).Events[0]?.EventId ?? '';
    expect(names(by('EventId', id))).toEqual(['ListBuckets']);
    expect(names(by('Username', 'drill-observer'))).toEqual(['DescribeDBInstances']);
    expect(names(by('ResourceName', 'portal-db'))).toEqual(['DeleteDBInstance']);
    expect(names(by('ResourceType', 'AWS::RDS::DBInstance'))).toEqual(['DescribeDBInstances', 'DeleteDBInstance']);
    expect(names(by('EventSource', 's3.amazonaws.com'))).toEqual(['ListBuckets']);
    expect(names(by('ReadOnly', 'false'))).toEqual(['DeleteDBInstance']);
    expect(names(by('AccessKeyId', 'AKIA1'))).toHaveLength(3);
    expect(names({ StartTime: new Date('2026-03-10T12:00:01Z') })).toHaveLength(2);
    expect(names({ EndTime: new Date('2026-03-10T12:00:00Z') })).toEqual(['DeleteDBInstance']);
  });

  test('pages without repeating or skipping, also while new events arrive, and refuses a token of another question', async () => {
    for (let i = 0; i < 7; i += 1) await made('DeleteDBInstance', { DBInstanceIdentifier: `db-${i}` });
    account.tick(300);
    const first = look({ MaxResults: 3 });
    await made('DeleteDBInstance', { DBInstanceIdentifier: 'late' });
    account.tick(300);
    const second = look({ MaxResults: 3, NextToken: first.NextToken });
    const third = look({ MaxResults: 3, NextToken: second.NextToken });
    const all = [first, second, third].flatMap(({ Events }) => Events.map(({ Resources }) => (Resources[0] as { readonly ResourceName: string }).ResourceName));
    expect(all).toEqual(['db-6', 'db-5', 'db-4', 'db-3', 'db-2', 'db-1', 'db-0']);
    expect(third.NextToken).toBeUndefined();
    expect(() => look({ ...by('EventName', 'x'), NextToken: first.NextToken })).toThrow(expect.objectContaining({ code: 'InvalidNextTokenException' }));
  });

  test.each<[string, Values, string]>([
    ['two attributes', { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'a' }, { AttributeKey: 'Username', AttributeValue: 'b' }] }, 'InvalidLookupAttributesException'],
    ['an unknown attribute', by('Colour', 'red'), 'InvalidLookupAttributesException'],
    ['a range that ends before it starts', { StartTime: new Date(2), EndTime: new Date(1) }, 'InvalidTimeRangeException'],
    ['more than 50 results', { MaxResults: 51 }, 'InvalidMaxResultsException'],
    ['insight events', { EventCategory: 'insight' }, 'InvalidEventCategoryException'],
  ])('refuses %s', (_title, input, code) => {
    expect(() => look(input)).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  test('answers two calls a second for an account and region, and no third', () => {
    const throttle = new LookupThrottle();
    const [here, there] = [{ account: PLATFORM, region: 'us-west-2' }, { account: PLATFORM, region: 'us-east-2' }];
    expect([0, 100, 900_000, 1_000_000].map((at) => throttle.passes(here, at))).toEqual([true, true, false, true]);
    expect(throttle.passes(there, 500_000)).toBe(true);
  });

  test('forgets after 90 days, and a timer removes what is forgotten', async () => {
    const timer = pruneTimer(account.context);
    await made('DeleteDBInstance', { DBInstanceIdentifier: 'portal-db' });
    account.tick(90 * DAY_SECONDS);
    expect(names()).toHaveLength(1);
    account.tick(1);
    expect(names()).toHaveLength(0);
    const count = (): unknown => account.context.catalogue.db.prepare('SELECT count(*) AS n FROM cloudtrail_event').get();
    expect(count()).toEqual({ n: 1 });
    account.tick(DAY_SECONDS);
    const due = timer.next() ?? Infinity;
    expect(due).toBeLessThanOrEqual(account.nowMicros());
    await timer.fire(account.nowMicros());
    expect(count()).toEqual({ n: 0 });
    expect(timer.next()).toBeGreaterThan(account.nowMicros());
  });
});
