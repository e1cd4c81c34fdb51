import type { Readable } from 'node:stream';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { controlRequest } from '../process/control-request.ts';
import { startTestSandbox, type TestSandbox } from '../testing/start-test-sandbox.ts';

const [HERE, THERE, GLOBAL] = ['us-west-2', 'us-east-2', 'us-east-1'] as const;
const SOON_MS = 300;
let sandbox: TestSandbox;

interface Settings {
  readonly region: string;
  readonly endpoint: string;
  readonly maxAttempts: 1;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

function settings(region: string): Settings {
  const key = sandbox.keys['platform-admin'];
  if (!key) throw new Error('no platform-admin');
  return { region, endpoint: sandbox.address.endpoint, maxAttempts: 1, credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
}

const control = (method: string, params: object = {}): Promise<unknown> => controlRequest(sandbox.address, method, { params, timeoutMs: 20_000 });
const s3 = (region: string): S3 => new S3({ ...settings(region), forcePathStyle: true });

function ssm(region: string, inside?: string): SSMClient {
  const client = new SSMClient(settings(region));
  if (inside !== undefined) {
    client.middlewareStack.add((next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-redrill-inside'] = inside;
      return next(args);
    }, { step: 'build' });
  }
  return client;
}

/** How a call ends: its value, the name of AWS's error, that of the connection's, or silence. */
async function outcome(send: (signal: AbortSignal) => Promise<unknown>): Promise<string> {
  try {
    await send(AbortSignal.timeout(SOON_MS));
    return 'answered';
  } catch (error) {
    if ((error as Error).name === 'AbortError') return 'silence';
    const { code, name, $metadata } = error as { code?: string; name: string; $metadata?: { httpStatusCode?: number } };
    return code ?? `${name} ${$metadata?.httpStatusCode ?? ''}`.trim();
  }
}

const read = (region: string, inside?: string): Promise<string> => outcome((abortSignal) => ssm(region, inside).send(new GetParameterCommand({ Name: '/portal/stores/dr-s1' }), { abortSignal }));
const list = (Bucket: string, signedFor: string): Promise<string> => outcome((abortSignal) => s3(signedFor).listObjectsV2({ Bucket }, { abortSignal }));

beforeAll(async () => {
  sandbox = await startTestSandbox();
  for (const [region, name] of [[HERE, 'cut-here'], [THERE, 'cut-there']] as const) {
    await ssm(region).send(new PutParameterCommand({ Name: '/portal/stores/dr-s1', Value: name, Type: 'String' }));
    await s3(region).createBucket({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: region } });
    await s3(region).putObject({ Bucket: name, Key: 'object', Body: Buffer.alloc(8_388_608, name) });
  }
});
afterEach(async () => {
  for (const region of [HERE, THERE, GLOBAL]) await control('heal-region', { region });
  expect(await control('regions')).toEqual({ cut: [], noCapacity: [], held: [] });
});
afterAll(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

test('a region that refuses resets each connection at once, every other region answers, and a healed one answers again', async () => {
  await control('cut-region', { region: HERE, how: 'refuse' });
  expect([await read(HERE), await read(THERE), await list('cut-here', HERE)]).toEqual(['ECONNRESET', 'answered', 'ECONNRESET']);
  expect(await control('regions')).toMatchObject({ cut: [{ region: HERE, how: 'refuse', since: expect.stringMatching(/Z$/) as string }] });
  await control('heal-region', { region: HERE });
  expect([await read(HERE), await list('cut-here', HERE)]).toEqual(['answered', 'answered']);
});

test('a black hole answers nothing; who still waits when the region is healed loses the connection, not the answer to a new call', async () => {
  await control('cut-region', { region: HERE, how: 'black-hole' });
  expect([await read(HERE), await read(HERE, HERE), await list('cut-here', HERE), await read(THERE)]).toEqual(['silence', 'silence', 'silence', 'answered']);
  const waits = outcome(() => ssm(HERE).send(new GetParameterCommand({ Name: '/portal/stores/dr-s1' })));
  expect(await read(HERE)).toBe('silence');
  await control('heal-region', { region: HERE });
  expect([await waits, await read(HERE)]).toEqual(['ECONNRESET', 'answered']);
});

test('a partition is silent to those outside and lets those inside reach their own region, but nothing beyond it', async () => {
  await control('cut-region', { region: HERE, how: 'partition' });
  expect([await read(HERE), await read(HERE, HERE), await read(THERE), await read(THERE, HERE)]).toEqual(['silence', 'answered', 'answered', 'silence']);
});

test('buckets are cut with their region, whatever region a client signs for', async () => {
  await control('cut-region', { region: HERE, how: 'refuse' });
  expect([await list('cut-here', HERE), await list('cut-here', THERE), await list('cut-there', THERE), await list('cut-there', HERE)]).toEqual(['ECONNRESET', 'ECONNRESET', 'answered', 'ECONNRESET']);
  const copy = (Bucket: string, CopySource: string): Promise<string> => outcome((abortSignal) => s3(THERE).copyObject({ Bucket, Key: 'copy', CopySource }, { abortSignal }));
  expect([await copy('cut-there', 'cut-here/object'), await copy('cut-there', 'cut-there/object')]).toEqual(['ServiceUnavailable 503', 'answered']);
});

test('what would have to read a cut region from another one at once is refused', async () => {
  await control('cut-region', { region: HERE, how: 'black-hole' });
  const restore = (): Promise<string> => outcome((abortSignal) => new DynamoDB(settings(THERE)).restoreTableToPointInTime({ SourceTableArn: `arn:aws:dynamodb:${HERE}:111111111111:table/portal-documents`, TargetTableName: 'restored', UseLatestRestorableTime: true }, { abortSignal }));
  const copy = (): Promise<string> => outcome((abortSignal) => new EC2(settings(THERE)).copySnapshot({ SourceRegion: HERE, SourceSnapshotId: 'snap-0123456789abcdef0' }, { abortSignal }));
  expect([await restore(), await copy()]).toEqual(['InternalServerError 500', 'ServiceUnavailable 503']);
  await control('heal-region', { region: HERE });
  expect([await restore(), await copy()]).toEqual(['TableNotFoundException 400', 'InvalidSnapshot.NotFound 400']);
});

test('with us-east-1 the global control planes go, and buckets of all regions cannot be made, removed or configured, while their objects and regional services go on', async () => {
  await control('cut-region', { region: GLOBAL, how: 'refuse' });
  const iam = outcome((abortSignal) => new IAMClient(settings(HERE)).send(new ListRolesCommand({}), { abortSignal }));
  const sts = (region: string): Promise<string> => outcome((abortSignal) => new STSClient(settings(region)).send(new GetCallerIdentityCommand({}), { abortSignal }));
  expect([await iam, await sts(GLOBAL), await sts(HERE)]).toEqual(['ECONNRESET', 'ECONNRESET', 'answered']);
  const changes: readonly ((client: S3) => Promise<unknown>)[] = [
    (client) => client.createBucket({ Bucket: 'cut-new', CreateBucketConfiguration: { LocationConstraint: HERE } }),
    (client) => client.putBucketVersioning({ Bucket: 'cut-here', VersioningConfiguration: { Status: 'Enabled' } }),
    (client) => client.deletePublicAccessBlock({ Bucket: 'cut-here' }),
    (client) => client.deleteBucket({ Bucket: 'cut-here' }),
  ];
  for (const change of changes) expect(await outcome(() => change(s3(HERE)))).toBe('ServiceUnavailable 503');
  expect(await outcome(() => s3(HERE).putObject({ Bucket: 'cut-here', Key: 'b', Body: 'b' }))).toBe('answered');
  expect(await outcome(() => s3(HERE).getBucketVersioning({ Bucket: 'cut-here' }))).toBe('answered');
});

test('a call that hangs in a black hole does not hold drill time', async () => {
  await control('cut-region', { region: HERE, how: 'black-hole' });
  const waits = outcome(() => ssm(HERE).send(new GetParameterCommand({ Name: '/portal/stores/dr-s1' })));
  expect(await read(HERE)).toBe('silence');
  await control('advance', { micros: 86_400_000_000 });
  await control('heal-region', { region: HERE });
  expect(await waits).toBe('ECONNRESET');
});

test('an answer that is on its way when the cut comes stops there and holds no drill time either', async () => {
  const got = await s3(HERE).getObject({ Bucket: 'cut-here', Key: 'object' });
  const body = got.Body as Readable;
  await control('cut-region', { region: HERE, how: 'black-hole' });
  await control('advance', { micros: 3_600_000_000 });
  const ended = outcome(async () => { for await (const chunk of body) void chunk; });
  await control('heal-region', { region: HERE });
  expect(await ended).toBe('ECONNRESET');
  const again = await s3(HERE).getObject({ Bucket: 'cut-here', Key: 'object' });
  await control('cut-region', { region: HERE, how: 'refuse' });
  expect(await outcome(async () => { for await (const chunk of again.Body as Readable) void chunk; })).toBe('ECONNRESET');
});

test('what the control port does not understand is refused in one sentence', async () => {
  const says = (method: string, params: object): Promise<string> => control(method, params).then(() => 'nothing', (error: Error) => error.message);
  expect(await says('cut-region', { region: 'us-west-22', how: 'refuse' })).toBe('cut-region: there is no region "us-west-22" in the sandbox; it has us-west-2, us-east-2, us-east-1; did you mean "us-west-2"?');
  expect(await says('cut-region', { region: HERE, how: 'flood' })).toBe('cut-region: how must be "refuse", "black-hole", "partition", not "flood"');
  expect(await says('no-capacity', { region: HERE, until: 'tomorrow' })).toContain('until must be a time such as');
  expect(await says('hold-copies', { region: HERE })).toContain('held must be true or false');
});
