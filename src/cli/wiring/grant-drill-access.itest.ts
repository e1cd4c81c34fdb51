import { DeleteTableCommand, DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '#contract/aws';
import { realClock } from '#kit/real-clock';
import { startTestSandbox, type TestSandbox } from '#sandbox/testing/start-test-sandbox';
import type { DerivedAccess } from '#scenario/derive-access';
import { createTargets, type Targets } from '#targets/targets';
import type { Terminal } from '../terminal.ts';
import { accessForAll } from './drill-access.ts';
import { grantDrillAccess } from './grant-drill-access.ts';
import { openProject, type Project } from './project.ts';

const HERE = '111111111111';
const BACKUP = '222222222222';
const FULL_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';
let sandbox: TestSandbox;
let project: Project;
let targets: Targets;
let iam: IAM;
let backupIam: IAM;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  project = await openProject({ cwd: process.cwd(), env: {}, out: () => undefined, err: () => undefined } as unknown as Terminal, {});
  targets = createTargets({ config: project.config, address: sandbox.address, keys: sandbox.keys, clock: realClock(), control: null, session: 'test' });
  iam = new IAM(await clientOf('platform-admin'));
  backupIam = new IAM(await clientOf('backup-admin'));
  await grant(await derived());
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const derived = (ids?: readonly string[]): Promise<DerivedAccess> => accessForAll({ config: project.config, scenarios: [...project.scenarios.values()].filter(({ id }) => ids?.includes(id) ?? true), cwd: process.cwd() });
const grant = (access: DerivedAccess): Promise<void> => grantDrillAccess({ config: project.config, address: sandbox.address, keys: sandbox.keys, clock: realClock() }, access);

async function clientOf(principal: Principal): Promise<{ readonly region: string; readonly endpoint: string; readonly maxAttempts: number; readonly forcePathStyle: boolean; readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string } }> {
  return { region: 'us-west-2', endpoint: sandbox.address.endpoint, maxAttempts: 1, forcePathStyle: true, credentials: await targets.access(principal).credentials() };
}

async function attached(RoleName: string, of = iam): Promise<readonly string[]> {
  const { AttachedPolicies = [] } = await of.listAttachedRolePolicies({ RoleName });
  return AttachedPolicies.map(({ PolicyArn = '' }) => PolicyArn).sort();
}

/** Version and text of each of redrill's policies of a role. */
async function bound(role: string): Promise<readonly { readonly id: string | undefined; readonly text: string; readonly versions: number }[]> {
  return Promise.all((await attached(role)).filter((arn) => arn.includes(':policy/redrill-')).map(async (PolicyArn) => {
    const { Policy } = await iam.getPolicy({ PolicyArn });
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId: Policy?.DefaultVersionId });
    const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn });
    return { id: Policy?.DefaultVersionId, text: decodeURIComponent(PolicyVersion?.Document ?? ''), versions: Versions.length };
  }));
}

const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => 'allowed', (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`);

describe('the roles of a drill in a sandbox', () => {
  test.each(['drill-operator', 'drill-restorer'] as const)('%s holds exactly what is derived, each policy small enough, and full access no more', async (principal) => {
    const role = (await derived()).roles.find((one) => one.principal === principal);
    expect(await attached(principal)).toEqual(role?.policies.map(({ name }) => `arn:aws:iam::${HERE}:policy/${name}`).sort());
    expect((await bound(principal)).map(({ text }) => JSON.parse(text) as unknown)).toEqual(role?.policies.map(({ document }) => document));
    // As many as a role takes without asking AWS for more.
    expect(role?.policies.length).toBeLessThanOrEqual(10);
    for (const { characters } of role?.policies ?? []) expect(characters).toBeLessThanOrEqual(6144);
  });

  test('the operator may do nothing at all in the backup account, where no plan needs it', async () => {
    const role = (await derived()).roles.find((one) => one.principal === 'drill-operator-backup');
    expect(role?.policies.flatMap(({ document }) => document.Statement.map(({ Effect }) => Effect))).toEqual(['Deny']);
    expect(await attached('drill-operator-backup', backupIam)).toEqual(role?.policies.map(({ name }) => `arn:aws:iam::${BACKUP}:policy/${name}`));
    expect(await refusal(new S3(await clientOf('drill-operator-backup')).listBuckets())).toContain('is not authorized to perform: s3:ListAllMyBuckets');
  });

  test('their users may become the role and nothing else', async () => {
    const s3 = new S3({ ...(await clientOf('platform-admin')), credentials: sandbox.keys['drill-restorer'] ?? { accessKeyId: '', secretAccessKey: '' } });
    expect(await refusal(s3.listBuckets())).toContain('is not authorized to perform: s3:ListAllMyBuckets');
    expect((await targets.proveIdentity('drill-restorer')).arn).toBe(`arn:aws:sts::${HERE}:assumed-role/drill-restorer/drill-restorer-test`);
  });

  test('are left as they are when they are right already', async () => {
    const before = await bound('drill-restorer');
    await grant(await derived());
    expect(await bound('drill-restorer')).toEqual(before);
  });

  test('lose what the scenarios need no more, get it back, and keep what a person gave them', async () => {
    const before = await bound('drill-operator');
    await iam.attachRolePolicy({ RoleName: 'drill-operator', PolicyArn: FULL_ACCESS });
    await grant(await derived(['s3-bucket-deletion']));
    const narrower = await bound('drill-operator');
    expect(narrower.map(({ text }) => text).join()).not.toContain('dynamodb:DeleteTable');
    expect(await attached('drill-operator')).toContain(FULL_ACCESS);
    for (let round = 0; round < 3; round += 1) {
      await grant(await derived());
      await grant(await derived(['s3-bucket-deletion']));
    }
    await grant(await derived());
    expect((await bound('drill-operator')).map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    expect((await bound('drill-operator')).every(({ versions }) => versions === 1)).toBe(true);
    await iam.detachRolePolicy({ RoleName: 'drill-operator', PolicyArn: FULL_ACCESS });
  });
});

describe('outside its plan', () => {
  const elsewhere: readonly (readonly [Principal, string, (client: Awaited<ReturnType<typeof clientOf>>) => Promise<unknown>])[] = [
    ['drill-operator', 'dynamodb:DeleteTable', (client) => new DynamoDB(client).send(new DeleteTableCommand({ TableName: 'orders' }))],
    ['drill-operator', 's3:DeleteBucket', (client) => new S3(client).deleteBucket({ Bucket: 'portal-media' })],
    ['drill-operator', 'rds:DeleteDBInstance', (client) => new RDS(client).deleteDBInstance({ DBInstanceIdentifier: 'billing', SkipFinalSnapshot: true })],
    ['drill-operator', 'iam:AttachRolePolicy', (client) => new IAM(client).attachRolePolicy({ RoleName: 'drill-operator', PolicyArn: FULL_ACCESS })],
    ['drill-restorer', 's3:DeleteBucket', (client) => new S3(client).deleteBucket({ Bucket: 'portal-media' })],
    ['drill-restorer', 'dynamodb:DeleteTable', (client) => new DynamoDB(client).send(new DeleteTableCommand({ TableName: 'orders' }))],
    ['drill-restorer', 'iam:CreateUser', (client) => new IAM(client).createUser({ UserName: 'somebody' })],
    ['drill-observer', 's3:PutObject', (client) => new S3(client).putObject({ Bucket: 'portal-media', Key: 'k', Body: 'v' })],
    ['drill-observer', 'dynamodb:DeleteTable', (client) => new DynamoDB(client).send(new DeleteTableCommand({ TableName: 'portal-documents' }))],
    ['drill-observer', 'kms:CreateKey', (client) => new KMS(client).createKey({})],
    ['drill-observer', 'iam:CreateUser', (client) => new IAM(client).createUser({ UserName: 'somebody' })],
  ];

  test.each(elsewhere)('%s is refused %s by name', async (principal, action, call) => {
    await new S3(await clientOf('platform-admin')).createBucket({ Bucket: 'portal-media', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }).catch((error: unknown) => {
      if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error;
    });
    const said = await refusal(call(await clientOf(principal)));
    expect(said).toMatch(/^AccessDenied/);
    expect(said).toContain(`is not authorized to perform: ${action} on resource`);
  });
});
