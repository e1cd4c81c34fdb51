import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxKeys } from '#contract/control';
import { realSleep } from '#kit/wall-clock';
import { controlRequest } from '../../process/control-request.ts';
import { stopSandbox } from '../../process/down.ts';
import { isAlive } from '../../process/process-identity.ts';
import { startSandbox } from '../../process/up.ts';

let state: string;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let dynamodb: DynamoDB;

async function up(): Promise<void> {
  sandbox = await startSandbox({ state });
  const keys = (JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys)['platform-admin'];
  if (!keys) throw new Error('no principal platform-admin');
  dynamodb = new DynamoDB({ region: 'us-west-2', endpoint: sandbox.endpoint, maxAttempts: 1, credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } });
}

/** Ends the sandbox as a power cut would, and starts it again. */
async function kill(): Promise<void> {
  process.kill(sandbox.pid, 'SIGKILL');
  while (isAlive(sandbox)) await realSleep(10);
  await up();
}

const advance = (seconds: number): Promise<unknown> => controlRequest(sandbox, 'advance', { params: { micros: seconds * 1_000_000 }, timeoutMs: 60_000 });

async function content(TableName: string): Promise<ReadonlyMap<string, number>> {
  const all = new Map<string, number>();
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.scan({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) });
    for (const { pk, n } of page.Items ?? []) all.set(pk?.S ?? '', Number(n?.N));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return all;
}

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'redrill-dynamodb-'));
  await up();
  await dynamodb.createTable({
    TableName: 'docs', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'owner', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [{ IndexName: 'by-owner', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } }],
  });
  await advance(10);
  await dynamodb.updateContinuousBackups({ TableName: 'docs', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
});
afterEach(async () => {
  await stopSandbox(state);
  rmSync(state, { recursive: true, force: true });
});

test('SIGKILL under writes loses nothing acknowledged: items, index entries, counts and history agree, again and again', async () => {
  const acked = new Map<string, number>();
  const sent = new Map<string, Set<number>>();
  let n = 0;
  const writer = async (): Promise<void> => {
    for (;;) {
      const batch = Array.from({ length: 10 }, () => ({ pk: `k${(n * 7) % 400}`, n: (n += 1) })).filter(({ pk }, at, all) => all.findIndex((one) => one.pk === pk) === at);
      for (const { pk, n } of batch) sent.set(pk, (sent.get(pk) ?? new Set()).add(n));
      try {
        await dynamodb.batchWriteItem({ RequestItems: { docs: batch.map(({ pk, n }) => ({ PutRequest: { Item: { pk: { S: pk }, n: { N: String(n) }, owner: { S: `o${n % 5}` } } } })) } });
      } catch {
        // the connection broke with the kill: nobody knows what became of this batch
        return;
      }
      for (const { pk, n } of batch) acked.set(pk, n);
    }
  };
  for (let round = 0; round < 3; round += 1) {
    const writing = writer();
    const until = n + 130 + round * 37;
    const enough = (): boolean => n >= until;
    // then in the middle of a batch, wherever that one is
    while (!enough()) await realSleep(1);
    await kill();
    await writing;
    const found = await content('docs');
    for (const [pk, last] of acked) {
      const got = found.get(pk) ?? -1;
      expect([pk, got >= last && sent.get(pk)?.has(got)]).toEqual([pk, true]);
      acked.set(pk, got);
    }
    const { Table } = await dynamodb.describeTable({ TableName: 'docs' });
    const indexed = await Promise.all([0, 1, 2, 3, 4].map((o) => dynamodb.query({ TableName: 'docs', IndexName: 'by-owner', KeyConditionExpression: '#o = :o', ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: `o${o}` } } })));
    expect([Table?.ItemCount, Table?.GlobalSecondaryIndexes?.[0]?.ItemCount, indexed.reduce((sum, { Count = 0 }) => sum + Count, 0)]).toEqual([found.size, found.size, found.size]);
  }
  expect(n).toBeGreaterThan(300);
  const before = await content('docs');
  const { BackupDetails } = await dynamodb.createBackup({ TableName: 'docs', BackupName: 'after' });
  await advance(100);
  for (let at = 0; at < 400; at += 25) await dynamodb.batchWriteItem({ RequestItems: { docs: Array.from({ length: 25 }, (_, i) => ({ DeleteRequest: { Key: { pk: { S: `k${at + i}` } } } })) } });
  await kill();
  await dynamodb.restoreTableFromBackup({ TargetTableName: 'restored', BackupArn: BackupDetails?.BackupArn });
  await kill();
  await advance(1300);
  expect(await content('restored')).toEqual(before);
  expect((await content('docs')).size).toBe(0);
});

test('a table being made, deleted or restored, and a transaction\'s token, are found again after SIGKILL', async () => {
  await dynamodb.putItem({ TableName: 'docs', Item: { pk: { S: 'a' }, n: { N: '1' } } });
  const add = { Update: { TableName: 'docs', Key: { pk: { S: 'a' } }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } } };
  await dynamodb.transactWriteItems({ ClientRequestToken: 'once', TransactItems: [add] });
  await dynamodb.createTable({ TableName: 'made', BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] });
  await advance(400);
  await dynamodb.restoreTableToPointInTime({ SourceTableName: 'docs', TargetTableName: 'restored', UseLatestRestorableTime: true });
  await dynamodb.deleteTable({ TableName: 'made' });
  await kill();
  await dynamodb.transactWriteItems({ ClientRequestToken: 'once', TransactItems: [add] });
  expect([...await content('docs')]).toEqual([['a', 2]]);
  await advance(1300);
  expect((await dynamodb.listTables({})).TableNames).toEqual(['docs', 'restored']);
  expect([...await content('restored')]).toEqual([['a', 2]]);
});
