import { rmSync } from 'node:fs';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Organizations } from '@aws-sdk/client-organizations';
import { EC2 } from '@aws-sdk/client-ec2';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { controlRequest } from '../../process/control-request.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

const HERE = '111111111111';
const THERE = '222222222222';
const BUCKET = 'identity';
const FULL_DENY = { Effect: 'Deny', Action: '*', Resource: '*' };
let sandbox: TestSandbox;
let iam: IAM;
let undo: (() => Promise<unknown>)[] = [];

interface Keys { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }

function config(credentials: Keys): { readonly region: string; readonly endpoint: string; readonly maxAttempts: number; readonly forcePathStyle: boolean; readonly credentials: Keys } {
  return { region: 'us-west-2', endpoint: sandbox.address.endpoint, maxAttempts: 1, forcePathStyle: true, credentials };
}
const keysOf = (name: string): Keys => {
  const key = sandbox.keys[name];
  if (!key) throw new Error(`no principal ${name}`);
  return key;
};
const policy = (...statements: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })) });

/** `ok`, or the error's code and message. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** A fresh user of the platform with these inline statements. */
async function user(name: string, ...statements: readonly object[]): Promise<Keys> {
  await iam.createUser({ UserName: name });
  if (statements.length > 0) await iam.putUserPolicy({ UserName: name, PolicyName: 'own', PolicyDocument: policy(...statements) });
  const { AccessKey } = await iam.createAccessKey({ UserName: name });
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

async function role(name: string, trust: object, ...statements: readonly object[]): Promise<string> {
  const { Role } = await iam.createRole({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: trust, Action: 'sts:AssumeRole' }] }) });
  if (statements.length > 0) await iam.putRolePolicy({ RoleName: name, PolicyName: 'own', PolicyDocument: policy(...statements) });
  return Role?.Arn ?? '';
}

async function session(arn: string, by: Keys, more: object = {}): Promise<Keys> {
  const { Credentials } = await new STS(config(by)).assumeRole({ RoleArn: arn, RoleSessionName: 'test', ...more });
  return { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? '', sessionToken: Credentials?.SessionToken ?? '' };
}

const read = (keys: Keys, key = 'k'): Promise<string> => outcome(new S3(config(keys)).getObject({ Bucket: BUCKET, Key: key }));
const arnOf = (name: string): string => `arn:aws:iam::${HERE}:user/${name}`;
const s3Denied = (who: string, action: string, resource: string, why: string): string => `AccessDenied: User: ${who} is not authorized to perform: ${action} on resource: "${resource}" ${why}`;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  iam = new IAM(config(keysOf('platform-admin')));
  const s3 = new S3(config(keysOf('platform-admin')));
  await s3.createBucket({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
  await s3.putObject({ Bucket: BUCKET, Key: 'k', Body: 'v' });
});
afterEach(async () => {
  for (const one of undo.toReversed()) await one();
  undo = [];
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

describe('identity policies', () => {
  test('a new user may do nothing, and each family says so in its own words', async () => {
    const nobody = await user('nobody');
    const because = (action: string): string => `because no identity-based policy allows the ${action} action`;
    expect(await read(nobody)).toBe(s3Denied(arnOf('nobody'), 's3:GetObject', `arn:aws:s3:::${BUCKET}/k`, because('s3:GetObject')));
    expect(await outcome(new RDS(config(nobody)).describeDBInstances())).toBe(`AccessDenied: User: ${arnOf('nobody')} is not authorized to perform: rds:DescribeDBInstances on resource: arn:aws:rds:us-west-2:${HERE}:db:* ${because('rds:DescribeDBInstances')}`);
    expect(await outcome(new EC2(config(nobody)).describeVolumes())).toBe(`UnauthorizedOperation: You are not authorized to perform this operation. User: ${arnOf('nobody')} is not authorized to perform: ec2:DescribeVolumes on resource: arn:aws:ec2:us-west-2:${HERE}:* ${because('ec2:DescribeVolumes')}`);
    expect(await outcome(new SSM(config(nobody)).describeParameters())).toBe(`AccessDeniedException: User: ${arnOf('nobody')} is not authorized to perform: ssm:DescribeParameters on resource: * ${because('ssm:DescribeParameters')}`);
    expect(await outcome(new KMS(config(nobody)).listKeys())).toMatch(/^AccessDeniedException: .* kms:ListKeys on resource: \* because no identity-based policy allows/);
    expect(await outcome(new IAM(config(nobody)).listUsers())).toMatch(/^AccessDenied: .* iam:ListUsers/);
    expect(await outcome(new STS(config(nobody)).getCallerIdentity())).toBe('ok');
  });

  test('bind at once: what is put allows the next call, what is deleted denies it, an explicit deny wins', async () => {
    const reader = await user('reader', { Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` });
    expect(await read(reader)).toBe('ok');
    await iam.putUserPolicy({ UserName: 'reader', PolicyName: 'stop', PolicyDocument: policy({ ...FULL_DENY, Action: 's3:Get*' }) });
    expect(await read(reader)).toBe(s3Denied(arnOf('reader'), 's3:GetObject', `arn:aws:s3:::${BUCKET}/k`, 'with an explicit deny in an identity-based policy'));
    await iam.deleteUserPolicy({ UserName: 'reader', PolicyName: 'stop' });
    expect(await read(reader)).toBe('ok');
    await iam.deleteUserPolicy({ UserName: 'reader', PolicyName: 'own' });
    expect(await read(reader)).toMatch(/because no identity-based policy allows/);
    await iam.attachUserPolicy({ UserName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    expect(await read(reader)).toBe('ok');
    expect(await outcome(new S3(config(reader)).deleteObject({ Bucket: BUCKET, Key: 'k' }))).toMatch(/s3:DeleteObject .* because no identity-based policy allows/);
  });

  test('a managed policy binds with the version that is its default', async () => {
    const { Policy } = await iam.createPolicy({ PolicyName: 'versions', PolicyDocument: policy({ Action: 's3:GetObject' }) });
    const keys = await user('versioned');
    await iam.attachUserPolicy({ UserName: 'versioned', PolicyArn: Policy?.Arn });
    expect(await read(keys)).toBe('ok');
    await iam.createPolicyVersion({ PolicyArn: Policy?.Arn, PolicyDocument: policy({ Action: 's3:PutObject' }), SetAsDefault: true });
    expect(await read(keys)).toMatch(/AccessDenied/);
    await iam.setDefaultPolicyVersion({ PolicyArn: Policy?.Arn, VersionId: 'v1' });
    expect(await read(keys)).toBe('ok');
  });

  test('a boundary limits what the identity has, and gives nothing', async () => {
    const { Policy } = await iam.createPolicy({ PolicyName: 'fence', PolicyDocument: policy({ Action: 's3:ListBucket' }) });
    const keys = await user('fenced', { Action: 's3:GetObject' });
    await iam.putUserPermissionsBoundary({ UserName: 'fenced', PermissionsBoundary: Policy?.Arn });
    expect(await read(keys)).toBe(s3Denied(arnOf('fenced'), 's3:GetObject', `arn:aws:s3:::${BUCKET}/k`, 'because no permissions boundary allows the s3:GetObject action'));
    expect(await outcome(new S3(config(keys)).listObjectsV2({ Bucket: BUCKET }))).toMatch(/because no identity-based policy allows/);
    await iam.deleteUserPermissionsBoundary({ UserName: 'fenced' });
    expect(await read(keys)).toBe('ok');
  });
});

describe('access keys', () => {
  test('an inactive key is refused at once, an active one works again, a deleted one never', async () => {
    const keys = await user('keyed', { Action: 's3:*' });
    expect(await read(keys)).toBe('ok');
    await iam.updateAccessKey({ UserName: 'keyed', AccessKeyId: keys.accessKeyId, Status: 'Inactive' });
    expect(await read(keys)).toMatch(/^InvalidAccessKeyId/);
    expect(await outcome(new STS(config(keys)).getCallerIdentity())).toMatch(/^InvalidClientTokenId/);
    await iam.updateAccessKey({ UserName: 'keyed', AccessKeyId: keys.accessKeyId, Status: 'Active' });
    expect(await read(keys)).toBe('ok');
    await iam.deleteAccessKey({ UserName: 'keyed', AccessKeyId: keys.accessKeyId });
    expect(await read(keys)).toMatch(/^InvalidAccessKeyId/);
  });
});

describe('roles and sessions', () => {
  test('a role that names its caller needs no more in its own account; one that names the account leaves it to the caller\'s policies', async () => {
    const keys = await user('assumer');
    const named = await role('names-user', { AWS: arnOf('assumer') }, { Action: 's3:GetObject' });
    const account = await role('names-account', { AWS: HERE }, { Action: 's3:GetObject' });
    expect(await read(await session(named, keys))).toBe('ok');
    expect(await outcome(session(account, keys))).toBe(`AccessDenied: User: ${arnOf('assumer')} is not authorized to perform: sts:AssumeRole on resource: ${account} because no identity-based policy allows the sts:AssumeRole action`);
    await iam.putUserPolicy({ UserName: 'assumer', PolicyName: 'assume', PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: account }) });
    expect(await read(await session(account, keys))).toBe('ok');
    await iam.updateAssumeRolePolicy({ RoleName: 'names-user', PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: arnOf('platform-app') }, Action: 'sts:AssumeRole' }] }) });
    expect(await outcome(session(named, keys))).toBe(`AccessDenied: User: ${arnOf('assumer')} is not authorized to perform: sts:AssumeRole on resource: ${named}`);
  });

  test('a session policy limits what the role gives', async () => {
    const arn = await role('limited', { AWS: arnOf('platform-admin') }, { Action: 's3:*' });
    const keys = await session(arn, keysOf('platform-admin'), { Policy: policy({ Action: 's3:ListBucket' }) });
    expect(await outcome(new S3(config(keys)).listObjectsV2({ Bucket: BUCKET }))).toBe('ok');
    expect(await read(keys)).toBe(s3Denied(`arn:aws:sts::${HERE}:assumed-role/limited/test`, 's3:GetObject', `arn:aws:s3:::${BUCKET}/k`, 'because no session policy allows the s3:GetObject action'));
  });

  test('sessions begun before a moment are revoked by aws:TokenIssueTime, later ones are not', async () => {
    const arn = await role('revoked', { AWS: arnOf('platform-admin') }, { Action: 's3:*' });
    const old = await session(arn, keysOf('platform-admin'));
    await controlRequest(sandbox.address, 'advance', { params: { micros: 60_000_000 } });
    const young = await session(arn, keysOf('platform-admin'));
    const { CreateDate } = (await iam.createUser({ UserName: 'clock' })).User ?? {};
    await iam.putRolePolicy({ RoleName: 'revoked', PolicyName: 'AWSRevokeOlderSessions', PolicyDocument: policy({ ...FULL_DENY, Condition: { DateLessThan: { 'aws:TokenIssueTime': new Date((CreateDate?.getTime() ?? 0) - 30_000).toISOString() } } }) });
    expect([await read(old), await read(young)]).toEqual([expect.stringMatching(/explicit deny in an identity-based policy/), 'ok']);
  });

  test('sessions of a role end when it is deleted, also when its name is given again', async () => {
    const arn = await role('gone', { AWS: arnOf('platform-admin') }, { Action: 's3:*' });
    const keys = await session(arn, keysOf('platform-admin'));
    expect(await read(keys)).toBe('ok');
    expect(await outcome(iam.deleteRole({ RoleName: 'gone' }))).toMatch(/^DeleteConflictException: Cannot delete entity, must delete policies first\./);
    await iam.deleteRolePolicy({ RoleName: 'gone', PolicyName: 'own' });
    await iam.deleteRole({ RoleName: 'gone' });
    expect(await read(keys)).toMatch(/^InvalidAccessKeyId/);
    await role('gone', { AWS: arnOf('platform-admin') }, { Action: 's3:*' });
    expect(await read(keys)).toMatch(/^InvalidAccessKeyId/);
  });
});

describe('resources', () => {
  test('across accounts both sides must allow', async () => {
    const s3 = new S3(config(keysOf('platform-admin')));
    const backup = new IAM(config(keysOf('backup-admin')));
    await backup.createUser({ UserName: 'visitor' });
    const { AccessKey } = await backup.createAccessKey({ UserName: 'visitor' });
    const visitor: Keys = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    const opened = policy({ Principal: { AWS: THERE }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` });
    const allowed = { UserName: 'visitor', PolicyName: 'own', PolicyDocument: policy({ Action: 's3:GetObject' }) };
    undo.push(() => s3.deleteBucketPolicy({ Bucket: BUCKET }));
    const seen: string[] = [await read(visitor)];
    await s3.putBucketPolicy({ Bucket: BUCKET, Policy: opened });
    seen.push(await read(visitor));
    await backup.putUserPolicy(allowed);
    seen.push(await read(visitor));
    await s3.deleteBucketPolicy({ Bucket: BUCKET });
    seen.push(await read(visitor));
    expect(seen).toEqual([expect.stringMatching(/no resource-based policy/), expect.stringMatching(/no identity-based policy/), 'ok', expect.stringMatching(/no resource-based policy/)]);
  });

  test('a key opens by its policy: the account\'s root leaves it to identities, a user named needs nothing more, the account without being named is out', async () => {
    const kms = new KMS(config(keysOf('platform-admin')));
    const keys = await user('crypt');
    const { KeyMetadata } = await kms.createKey({});
    const [KeyId, arn] = [KeyMetadata?.KeyId ?? '', KeyMetadata?.Arn ?? ''];
    const encrypt = (): Promise<string> => outcome(new KMS(config(keys)).encrypt({ KeyId, Plaintext: Buffer.from('x') }));
    expect(await encrypt()).toBe(`AccessDeniedException: User: ${arnOf('crypt')} is not authorized to perform: kms:Encrypt on resource: ${arn} because no identity-based policy allows the kms:Encrypt action`);
    await iam.putUserPolicy({ UserName: 'crypt', PolicyName: 'own', PolicyDocument: policy({ Action: 'kms:Encrypt', Resource: arn }) });
    expect(await encrypt()).toBe('ok');
    const admin = { Principal: { AWS: arnOf('platform-admin') }, Action: 'kms:*' };
    await kms.putKeyPolicy({ KeyId, Policy: policy(admin) });
    expect(await encrypt()).toBe(`AccessDeniedException: User: ${arnOf('crypt')} is not authorized to perform: kms:Encrypt on resource: ${arn} because no resource-based policy allows the kms:Encrypt action`);
    await iam.deleteUserPolicy({ UserName: 'crypt', PolicyName: 'own' });
    await kms.putKeyPolicy({ KeyId, Policy: policy(admin, { Principal: { AWS: arnOf('crypt') }, Action: 'kms:Encrypt' }) });
    expect(await encrypt()).toBe('ok');
    await kms.putKeyPolicy({ KeyId, Policy: policy(admin) });
    await kms.createGrant({ KeyId, GranteePrincipal: arnOf('crypt'), Operations: ['Encrypt'] });
    expect(await encrypt()).toBe('ok');
  });
});

describe('the organisation', () => {
  const organization = (): Organizations => new Organizations({ ...config(keysOf('org-admin')), region: 'us-east-1' });

  async function attached(Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY', TargetId: string, ...statements: readonly object[]): Promise<void> {
    const org = organization();
    const { Policy } = await org.createPolicy({ Name: `test-${Type}-${TargetId}`, Description: '', Type, Content: policy(...statements) });
    const PolicyId = Policy?.PolicySummary?.Id;
    await org.attachPolicy({ PolicyId, TargetId });
    undo.push(async () => {
      await org.detachPolicy({ PolicyId, TargetId });
      await org.deletePolicy({ PolicyId });
    });
  }

  test('a service control policy denies even administrators of its account, and no other account, and not the management account', async () => {
    await attached('SERVICE_CONTROL_POLICY', HERE, { ...FULL_DENY, Action: ['s3:Get*', 'kms:ScheduleKeyDeletion'] });
    expect(await read(keysOf('platform-admin'))).toBe(s3Denied(arnOf('platform-admin'), 's3:GetObject', `arn:aws:s3:::${BUCKET}/k`, 'with an explicit deny in a service control policy'));
    const { KeyMetadata } = await new KMS(config(keysOf('platform-admin'))).createKey({});
    expect(await outcome(new KMS(config(keysOf('platform-admin'))).scheduleKeyDeletion({ KeyId: KeyMetadata?.KeyId }))).toMatch(/with an explicit deny in a service control policy$/);
    expect(await outcome(new S3(config(keysOf('backup-admin'))).listBuckets())).toBe('ok');
    expect(await outcome(new S3(config(keysOf('backup-admin'))).getBucketLocation({ Bucket: BUCKET }))).toMatch(/no resource-based policy/);
  });

  test('attached to the root it binds every member; the management account is free', async () => {
    const [root] = (await organization().listRoots()).Roots ?? [];
    await attached('SERVICE_CONTROL_POLICY', root?.Id ?? '', { ...FULL_DENY, Action: 's3:ListAllMyBuckets' });
    const seen = [];
    for (const name of ['platform-admin', 'backup-admin', 'recovery-admin', 'org-admin']) seen.push((await outcome(new S3(config(keysOf(name))).listBuckets())).replace(/.*with an /, ''));
    expect(seen).toEqual([...Array.from({ length: 3 }, () => 'explicit deny in a service control policy'), 'ok']);
  });

  test('without FullAWSAccess only what is listed passes', async () => {
    const org = organization();
    await attached('SERVICE_CONTROL_POLICY', HERE, { Action: 's3:ListBucket' });
    await org.detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: HERE });
    undo.push(() => org.attachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: HERE }));
    expect(await outcome(new S3(config(keysOf('platform-admin'))).listObjectsV2({ Bucket: BUCKET }))).toBe('ok');
    expect(await read(keysOf('platform-admin'))).toMatch(/because no service control policy allows the s3:GetObject action$/);
  });

  test('a resource control policy binds whoever comes, as far as the service knows it', async () => {
    await attached('RESOURCE_CONTROL_POLICY', HERE, { ...FULL_DENY, Principal: '*', Action: 's3:GetObject' });
    expect(await read(keysOf('platform-admin'))).toMatch(/with an explicit deny in a resource control policy$/);
    expect(await outcome(organization().detachPolicy({ PolicyId: 'p-RCPFullAWSAccess', TargetId: HERE }))).toMatch(/^ConstraintViolationException/);
  });

  test('is told to its management account, and policies only there', async () => {
    const org = organization();
    expect((await org.listAccounts()).Accounts?.map(({ Id, Name }) => `${Name} ${Id}`)).toEqual(['platform 111111111111', 'backup 222222222222', 'recovery 333333333333', 'management 444444444444']);
    expect((await org.listPoliciesForTarget({ TargetId: THERE, Filter: 'SERVICE_CONTROL_POLICY' })).Policies).toMatchObject([{ Id: 'p-FullAWSAccess', AwsManaged: true }]);
    const member = new Organizations({ ...config(keysOf('platform-admin')), region: 'us-east-1' });
    expect((await member.describeOrganization()).Organization).toMatchObject({ Id: 'o-redrill0001', MasterAccountId: '444444444444' });
    expect(await outcome(member.listAccounts())).toBe('AccessDeniedException: You don\'t have permissions to access this resource.');
    expect(await outcome(org.createPolicy({ Name: 'x', Description: '', Type: 'TAG_POLICY', Content: '{}' }))).toMatch(/does not simulate the policy type TAG_POLICY/);
    expect(await outcome(org.createPolicy({ Name: 'x', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: policy({ Action: 's3:*', Condition: { StringEquals: { 'aws:RequestTag/a': 'b' } } }) }))).toMatch(/^MalformedPolicyDocumentException: .*aws:RequestTag\/a is not supported by the sandbox/);
  });
});

test('what IAM does not have is refused by name', async () => {
  expect(await outcome(iam.createUser({ UserName: 'tagged', Tags: [{ Key: 'a', Value: 'b' }] }))).toMatch(/does not simulate Tags of CreateUser/);
  expect(await outcome(iam.createGroup({ GroupName: 'g' }))).toMatch(/does not implement the operation CreateGroup/);
  expect(await outcome(iam.putUserPolicy({ UserName: 'platform-app', PolicyName: 'x', PolicyDocument: policy({ Action: 's3:*', Resource: 'arn:aws:s3:::${aws:username}' }) }))).toMatch(/^MalformedPolicyDocumentException: policy variables are not supported/);
});

test('what is made survives a restart, and defaults that were deleted stay deleted', async () => {
  const mine = await startTestSandbox({ state: `${sandbox.state}-restart` });
  const admin = (of: TestSandbox): IAM => new IAM({ ...config(keysOf('platform-admin')), endpoint: of.address.endpoint, credentials: of.keys['platform-admin'] ?? keysOf('platform-admin') });
  const first = admin(mine);
  await first.createUser({ UserName: 'kept' });
  const { AccessKeyMetadata } = await first.listAccessKeys({ UserName: 'platform-app' });
  await first.deleteAccessKey({ UserName: 'platform-app', AccessKeyId: AccessKeyMetadata?.[0]?.AccessKeyId });
  await first.detachUserPolicy({ UserName: 'platform-app', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  await first.deleteUser({ UserName: 'platform-app' });
  await mine.close();
  const again = await startTestSandbox({ state: mine.state });
  try {
    const names = (await admin(again).listUsers()).Users?.map(({ UserName }) => UserName);
    expect(names).toContain('kept');
    expect(names).not.toContain('platform-app');
    expect(await outcome(new STS({ ...config(keysOf('platform-app')), endpoint: again.address.endpoint, credentials: again.keys['platform-app'] ?? keysOf('platform-app') }).getCallerIdentity())).toMatch(/^InvalidClientTokenId/);
  } finally {
    await again.close();
    rmSync(mine.state, { recursive: true, force: true });
  }
});
