import * as backup from '@aws-sdk/client-backup';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as configService from '@aws-sdk/client-config-service';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ebs from '@aws-sdk/client-ebs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as efs from '@aws-sdk/client-efs';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as opensearch from '@aws-sdk/client-opensearch';
import * as organizations from '@aws-sdk/client-organizations';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schemaOperations } from '../../codec/schema-operations.ts';
import { servedServices } from '../../services.ts';
import { fillSchema } from '../../testing/fill-schema.ts';
import { startTestSandbox, type TestSandbox } from '../../testing/start-test-sandbox.ts';

interface LooseClient { send(command: unknown): Promise<unknown> }

/** Recycle Bin has no client here. */
const CLIENTS: Readonly<Record<string, readonly [module: Readonly<Record<string, unknown>>, client: string]>> = {
  s3: [s3, 'S3Client'], sts: [sts, 'STSClient'], ssm: [ssm, 'SSMClient'], backup: [backup, 'BackupClient'], es: [opensearch, 'OpenSearchClient'], rds: [rds, 'RDSClient'], dynamodb: [dynamodb, 'DynamoDBClient'],
  kms: [kms, 'KMSClient'], elasticfilesystem: [efs, 'EFSClient'], cloudtrail: [cloudtrail, 'CloudTrailClient'], config: [configService, 'ConfigServiceClient'], monitoring: [cloudwatch, 'CloudWatchClient'], ec2: [ec2, 'EC2Client'], ebs: [ebs, 'EBSClient'],
  iam: [iam, 'IAMClient'], organizations: [organizations, 'OrganizationsClient'],
};

/** What AWS gives to everyone who can sign. */
const FREE = ['sts:GetCallerIdentity'];

let sandbox: TestSandbox;
let config: object;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const base = { region: 'us-west-2', endpoint: sandbox.address.endpoint, forcePathStyle: true, maxAttempts: 1 };
  const admin = new iam.IAM({ ...base, credentials: sandbox.keys['platform-admin'] ?? { accessKeyId: '', secretAccessKey: '' } });
  await admin.createUser({ UserName: 'nobody' });
  const { AccessKey } = await admin.createAccessKey({ UserName: 'nobody' });
  config = { ...base, credentials: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' } };
});
afterAll(() => sandbox.close());

/** `denied`, `done`, or another error, which says that nothing was done either. */
async function outcome(client: LooseClient, command: unknown): Promise<string> {
  try {
    await client.send(command);
    return 'done';
  } catch (error) {
    return /AccessDenied|UnauthorizedOperation|Forbidden/.test((error as Error).name) || (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 403 ? 'denied' : (error as Error).name;
  }
}

test.each(Object.keys(CLIENTS))('a user without any policy gets nothing from any operation of %s, whether it is asked with much or with little', async (name) => {
  const service = servedServices().get(name)?.service;
  const [module, clientName] = CLIENTS[name] ?? [{}, ''];
  const client = new (module[clientName] as new (config: object) => LooseClient)(config);
  const schemas = schemaOperations(module);
  const done: string[] = [];
  let denied = 0;
  // most of EC2 is not served, and asking for all of it takes long
  for (const operation of name === 'ec2' ? Object.keys(service?.operations ?? {}) : schemas.keys()) {
    const Command = module[`${operation}Command`] as new (input: object) => unknown;
    const schema = schemas.get(operation);
    const inputs = [{}, ...(schema && name !== 'ec2' ? [fillSchema(schema.input) as object] : [])];
    for (const input of inputs) {
      const got = await outcome(client, new Command(input));
      if (got === 'done') done.push(`${name}:${operation}`);
      if (got === 'denied') denied += 1;
    }
  }
  expect([...new Set(done)].filter((one) => !FREE.includes(one))).toEqual([]);
  expect(denied).toBeGreaterThan(name === 'sts' ? -1 : 1);
}, 60_000);
