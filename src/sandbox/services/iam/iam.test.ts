import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dateOfMicros } from '#kit/dates';
import { microsOf } from '#kit/time';
import { SANDBOX_ACCOUNTS } from '../../accounts.ts';
import { authorise, PolicyCache } from '../../authorise/authorise.ts';
import { directoryOf } from '../../authorise/policy-directory.ts';
import { policyProblem } from '../../authorise/validate-policy.ts';
import { openCatalogue } from '../../catalogue.ts';
import type { Call, Caller, Catalogue } from '../../service.ts';
import { organizationsService } from '../organizations/service.ts';
import { AWS_MANAGED } from './aws-managed.ts';
import { openDirectory } from './directory.ts';
import { iamService } from './service.ts';

type Values = Record<string, unknown>;

const HERE = '111111111111';
const ADMIN = `arn:aws:iam::${HERE}:user/platform-admin`;
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: HERE }, Action: 'sts:AssumeRole' }] });

let folder: string;
let catalogue: Catalogue & { close(): void };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-iam-'));
  catalogue = openCatalogue(folder, []);
  openDirectory(catalogue);
});
afterEach(() => {
  catalogue.close();
  rmSync(folder, { recursive: true, force: true });
});

function callAs(arn: string): Call {
  const account = /::(\d{12}):/.exec(arn)?.[1] ?? '';
  const caller: Caller = { account, arn, userId: 'AIDA', roleArn: null, anonymous: false };
  const nowMicros = microsOf('2026-03-10T12:00:00Z');
  const policies = new PolicyCache();
  const parts: Partial<Call> = {
    catalogue, caller, region: 'us-east-1', accounts: SANDBOX_ACCOUNTS, time: { nowMicros: () => nowMicros, now: () => dateOfMicros(nowMicros), changed: () => undefined },
    authorise: (action, resource, owner) => authorise({ caller, action, resource, owner }, policies, { directory: directoryOf(catalogue), words: 'other' }),
  };
  return parts as Call;
}

async function run(operation: string, input: Values = {}, as = ADMIN): Promise<Values> {
  const found = iamService.operations[operation];
  if (!found) throw new Error(`${operation} is not served`);
  return ((await found(callAs(as), input)) ?? {}) as Values;
}
const refused = async (operation: string, input: Values, as = ADMIN): Promise<string> => run(operation, input, as).then(() => 'done', (error: Error & { code: string }) => `${error.code}: ${error.message}`);

describe('IAM', () => {
  test('has the users and roles of the sandbox with their policies, each once', async () => {
    expect((await run('ListUsers'))['Users']).toEqual(expect.arrayContaining([expect.objectContaining({ UserName: 'platform-app', Arn: `arn:aws:iam::${HERE}:user/platform-app` })]));
    expect((await run('GetRole', { RoleName: 'aws-backup' }))['Role']).toMatchObject({ Arn: `arn:aws:iam::${HERE}:role/aws-backup`, AssumeRolePolicyDocument: expect.stringContaining('%22backup.amazonaws.com%22') });
    expect(await run('ListAttachedUserPolicies', { UserName: 'platform-admin' })).toEqual({ AttachedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }], IsTruncated: false });
    await run('DetachUserPolicy', { UserName: 'platform-app', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    await run('DeleteUser', { UserName: 'platform-app' });
    catalogue.close();
    catalogue = openCatalogue(folder, []);
    openDirectory(catalogue);
    expect(await refused('GetUser', { UserName: 'platform-app' })).toBe('NoSuchEntity: The user with name platform-app cannot be found.');
  });

  test('gives roles of services what their service does: AWS\'s own policies for AWS Backup, buckets for snapshots and replication, and nobody else\'s rights', async () => {
    const names = async (RoleName: string): Promise<readonly unknown[]> => ((await run('ListAttachedRolePolicies', { RoleName }))['AttachedPolicies'] as Values[]).map(({ PolicyArn }) => PolicyArn);
    expect(await names('aws-backup')).toEqual(['AWSBackupServiceRolePolicyForS3Backup', 'AWSBackupServiceRolePolicyForS3Restore', 'service-role/AWSBackupServiceRolePolicyForBackup', 'service-role/AWSBackupServiceRolePolicyForRestores'].map((name) => `arn:aws:iam::aws:policy/${name}`));
    for (const role of ['opensearch-snapshots', 's3-replication']) {
      expect(await names(role)).toEqual([]);
      const { PolicyNames } = await run('ListRolePolicies', { RoleName: role });
      const { PolicyDocument } = await run('GetRolePolicy', { RoleName: role, PolicyName: (PolicyNames as string[])[0] });
      expect(decodeURIComponent(String(PolicyDocument))).toContain('"s3:ListBucket"');
    }
    expect([...AWS_MANAGED.values()].map(({ version }) => policyProblem(version.document, 'identity')).filter((problem) => problem !== null)).toEqual([]);
  });

  test.each<[string, Values, string | RegExp]>([
    ['CreateUser', { UserName: 'platform-admin' }, 'EntityAlreadyExists: User with name platform-admin already exists.'],
    ['CreateUser', { UserName: 'PLATFORM-ADMIN' }, /^EntityAlreadyExists/],
    ['CreateUser', { UserName: 'a b' }, /^ValidationError: The specified value for userName is invalid/],
    ['CreateUser', { UserName: 'a', Path: 'x' }, /^ValidationError: The specified value for path/],
    ['CreateUser', { UserName: 'a', Tags: [{ Key: 'a', Value: 'b' }] }, /does not simulate Tags of CreateUser/],
    ['CreateUser', { UserName: 'a', PermissionsBoundary: 'arn:aws:iam::aws:policy/None' }, 'NoSuchEntity: Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.'],
    ['CreateRole', { RoleName: 'r', Path: '/aws-service-role/x/', AssumeRolePolicyDocument: TRUST }, /belongs to service-linked roles/],
    ['CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: POLICY }, /^MalformedPolicyDocument: /],
    ['CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 60 }, /^ValidationError: .*'maxSessionDuration'/],
    ['DeleteUser', { UserName: 'platform-app' }, 'DeleteConflict: Cannot delete entity, must detach all policies first.'],
    ['GetRole', { RoleName: 'none' }, 'NoSuchEntity: The role with name none cannot be found.'],
    ['GetUserPolicy', { UserName: 'platform-app', PolicyName: 'x' }, 'NoSuchEntity: The user policy with name x cannot be found.'],
    ['PutUserPolicy', { UserName: 'platform-app', PolicyName: 'x', PolicyDocument: '{' }, /^MalformedPolicyDocument: /],
    ['PutUserPolicy', { UserName: 'platform-app', PolicyName: 'x', PolicyDocument: POLICY.replace('"*"', `"${'a'.repeat(2048)}"`) }, 'LimitExceeded: Maximum policy size of 2048 bytes exceeded'],
    ['DetachUserPolicy', { UserName: 'platform-app', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, 'NoSuchEntity: Policy arn:aws:iam::aws:policy/ReadOnlyAccess was not found.'],
    ['AttachUserPolicy', { UserName: 'platform-app', PolicyArn: `arn:aws:iam::${HERE}:policy/none` }, `NoSuchEntity: Policy arn:aws:iam::${HERE}:policy/none does not exist or is not attachable.`],
    ['CreatePolicyVersion', { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', PolicyDocument: POLICY }, /^AccessDenied: /],
    ['GetPolicyVersion', { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', VersionId: 'v9' }, 'NoSuchEntity: Policy arn:aws:iam::aws:policy/ReadOnlyAccess version v9 does not exist or is not attachable.'],
    ['UpdateAccessKey', { UserName: 'platform-app', AccessKeyId: 'AKIA0', Status: 'Inactive' }, 'NoSuchEntity: The Access Key with id AKIA0 cannot be found.'],
    ['DeleteRolePermissionsBoundary', { RoleName: 'aws-backup' }, 'NoSuchEntity: Role aws-backup does not have a permissions boundary.'],
    ['ListUsers', { MaxItems: 0 }, /^ValidationError: .*'maxItems'/],
  ])('%s refuses %o', async (operation, input, expected) => {
    expect(await refused(operation, input)).toMatch(expected);
  });

  test('pages without repeating or skipping', async () => {
    const names: unknown[] = [];
    let Marker: unknown;
    do {
      const page = await run('ListUsers', { MaxItems: 2, ...(Marker === undefined ? {} : { Marker }) });
      names.push(...(page['Users'] as Values[]).map(({ UserName }) => UserName));
      Marker = page['Marker'];
    } while (Marker !== undefined);
    expect(names).toEqual(['drill-observer', 'drill-operator', 'drill-restorer', 'platform-admin', 'platform-app']);
  });

  test('a managed policy has up to five versions, numbers are never given again, and it goes when nothing holds it', async () => {
    const { Policy } = await run('CreatePolicy', { PolicyName: 'p', PolicyDocument: POLICY });
    const PolicyArn = (Policy as Values)['Arn'];
    for (let i = 0; i < 4; i += 1) await run('CreatePolicyVersion', { PolicyArn, PolicyDocument: POLICY });
    expect(await refused('CreatePolicyVersion', { PolicyArn, PolicyDocument: POLICY })).toMatch(/^LimitExceeded: A managed policy can have up to 5 versions/);
    await run('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
    expect(await run('CreatePolicyVersion', { PolicyArn, PolicyDocument: POLICY, SetAsDefault: true })).toMatchObject({ PolicyVersion: { VersionId: 'v6', IsDefaultVersion: true } });
    expect(await refused('DeletePolicyVersion', { PolicyArn, VersionId: 'v6' })).toBe('DeleteConflict: Cannot delete the default version of a policy.');
    await run('AttachRolePolicy', { RoleName: 'aws-backup', PolicyArn });
    expect(await run('ListEntitiesForPolicy', { PolicyArn })).toMatchObject({ PolicyRoles: [{ RoleName: 'aws-backup' }], PolicyUsers: [] });
    expect(await refused('DeletePolicy', { PolicyArn })).toBe('DeleteConflict: Cannot delete a policy attached to entities.');
    await run('DetachRolePolicy', { RoleName: 'aws-backup', PolicyArn });
    expect(await refused('DeletePolicy', { PolicyArn })).toMatch(/^DeleteConflict: This policy has more than one version/);
    for (const VersionId of ['v1', 'v2', 'v3', 'v4']) await run('DeletePolicyVersion', { PolicyArn, VersionId });
    await run('DeletePolicy', { PolicyArn });
    expect(await refused('GetPolicy', { PolicyArn })).toBe(`NoSuchEntity: Policy ${String(PolicyArn)} was not found.`);
  });

  test('tells a user about itself, at most two keys each, and simulates what its policies say', async () => {
    await run('CreateUser', { UserName: 'u' });
    await run('PutUserPolicy', { UserName: 'u', PolicyName: 'own', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['iam:GetUser', 's3:*'], Resource: '*' }, { Effect: 'Deny', Action: 's3:Delete*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } } }] }) });
    const arn = `arn:aws:iam::${HERE}:user/u`;
    expect(await run('GetUser', {}, arn)).toMatchObject({ User: { UserName: 'u', Arn: arn } });
    for (let i = 0; i < 2; i += 1) await run('CreateAccessKey', { UserName: 'u' });
    expect(await refused('CreateAccessKey', { UserName: 'u' })).toBe('LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2');
    const simulated = async (region: string): Promise<unknown[]> => ((await run('SimulatePrincipalPolicy', { PolicySourceArn: arn, ActionNames: ['s3:GetObject', 's3:DeleteObject', 'rds:CreateDBInstance'], ContextEntries: [{ ContextKeyName: 'aws:RequestedRegion', ContextKeyValues: [region], ContextKeyType: 'string' }] }))['EvaluationResults'] as Values[]).map(({ EvalDecision }) => EvalDecision);
    expect([await simulated('us-west-2'), await simulated('us-east-1')]).toEqual([['allowed', 'explicitDeny', 'implicitDeny'], ['allowed', 'allowed', 'implicitDeny']]);
  });
});

describe('Organizations', () => {
  const OWNER = 'arn:aws:iam::444444444444:user/org-admin';
  async function made(Type: string, Content: string): Promise<string> {
    const answer = (await organizationsService.operations['CreatePolicy']?.(callAs(OWNER), { Name: `p-${Type}`, Description: '', Type, Content })) as { readonly Policy: { readonly PolicySummary: { readonly Id: string } } };
    return answer.Policy.PolicySummary.Id;
  }

  async function org(operation: string, input: Values, as = OWNER): Promise<string> {
    try {
      await organizationsService.operations[operation]?.(callAs(as), input);
      return 'done';
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as Error).message}`;
    }
  }

  test('keeps what its rules keep: names, attachments, the last policy of a target', async () => {
    expect(await org('ListAccounts', {}, ADMIN)).toMatch(/^AccessDeniedException: You don't have permissions/);
    const id = await made('SERVICE_CONTROL_POLICY', POLICY);
    expect(await org('CreatePolicy', { Name: 'p-SERVICE_CONTROL_POLICY', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: POLICY })).toMatch(/^DuplicatePolicyException/);
    expect(await org('AttachPolicy', { PolicyId: id, TargetId: HERE })).toBe('done');
    expect(await org('AttachPolicy', { PolicyId: id, TargetId: HERE })).toMatch(/^DuplicatePolicyAttachmentException/);
    expect(await org('AttachPolicy', { PolicyId: id, TargetId: '999999999999' })).toMatch(/^TargetNotFoundException/);
    expect(await org('DeletePolicy', { PolicyId: id })).toMatch(/^PolicyInUseException/);
    expect(await org('DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: HERE })).toBe('done');
    expect(await org('DetachPolicy', { PolicyId: id, TargetId: HERE })).toMatch(/^ConstraintViolationException: You cannot remove the last policy/);
    expect(await org('DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: HERE })).toMatch(/^PolicyNotAttachedException/);
    expect(await org('UpdatePolicy', { PolicyId: 'p-FullAWSAccess', Content: POLICY })).toMatch(/^InvalidInputException/);
    expect(await org('DescribePolicy', { PolicyId: 'p-none' })).toMatch(/^PolicyNotFoundException/);
    expect(await org('DescribeAccount', { AccountId: '999999999999' })).toMatch(/^AccountNotFoundException/);
    expect(await org('ListParents', { ChildId: HERE })).toBe('done');
    expect(await org('CreatePolicy', { Name: 'x', Description: '', Type: 'RESOURCE_CONTROL_POLICY', Content: POLICY })).toMatch(/^MalformedPolicyDocumentException/);
  });

  test('binds from the next call on, and a changed policy with its new content', async () => {
    const id = await made('SERVICE_CONTROL_POLICY', JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }] }));
    expect(await refused('ListUsers', {})).toBe('done');
    await org('AttachPolicy', { PolicyId: id, TargetId: HERE });
    expect(await refused('ListUsers', {})).toMatch(/with an explicit deny in a service control policy$/);
    await org('UpdatePolicy', { PolicyId: id, Content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iam:ListRoles', Resource: '*' }] }) });
    expect([await refused('ListUsers', {}), await refused('ListRoles', {})]).toEqual(['done', expect.stringMatching(/explicit deny/)]);
  });
});

test('an observer looks at everything and changes nothing', async () => {
  const simulated = async (ActionNames: readonly string[], ResourceArns: readonly string[] = ['*']): Promise<unknown[]> => ((await run('SimulatePrincipalPolicy', { PolicySourceArn: `arn:aws:iam::${HERE}:role/drill-observer`, ActionNames, ResourceArns }))['EvaluationResults'] as Values[]).map(({ EvalDecision }) => EvalDecision);
  expect(new Set(await simulated(['s3:GetObjectVersion', 's3:ListBucket', 'rds:DescribeDBInstances', 'backup:ListRecoveryPointsByBackupVault', 'dynamodb:Scan', 'kms:Decrypt', 'ebs:GetSnapshotBlock', 'cloudwatch:DescribeAlarms', 'iam:ListRoles']))).toEqual(new Set(['allowed']));
  expect(new Set(await simulated(['s3:PutObject', 's3:DeleteObject', 'rds:DeleteDBInstance', 'backup:DeleteRecoveryPoint', 'dynamodb:PutItem', 'kms:Encrypt', 'kms:ScheduleKeyDeletion', 'ec2:CreateVolume', 'iam:PassRole', 'sts:AssumeRole']))).toEqual(new Set(['implicitDeny']));
  const domain = `arn:aws:es:us-west-2:${HERE}:domain/portal-search`;
  expect(await simulated(['es:ESHttpPost', 'es:ESHttpDelete'], [`${domain}/datasets/_search`, `${domain}/_search/scroll`, `${domain}/datasets/_doc/1`, `${domain}/_bulk`, `${domain}/datasets-000001`])).toEqual(['allowed', 'allowed', 'implicitDeny', 'implicitDeny', 'implicitDeny', 'implicitDeny', 'allowed', 'implicitDeny', 'implicitDeny', 'implicitDeny']);
});
