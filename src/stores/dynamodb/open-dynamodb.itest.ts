import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import type { AwsAccess } from '#contract/aws';
import type { DynamoDb } from './dynamodb.ts';
import { openDynamoDb } from './open-dynamodb.ts';
import { PageScanner } from './page-scanner.ts';

type Answer = { readonly status?: number; readonly body: object; readonly crc?: number };

let server: Server | undefined;
let items: DynamoDb | undefined;
let refreshed = 0;

afterEach(async () => {
  await items?.close();
  server?.close();
  server?.closeAllConnections();
});

/** A service that answers as it is told; `asked` are the operations with their input. */
async function serve(answer: (operation: string, input: Readonly<Record<string, unknown>>, nth: number) => Answer | Promise<Answer>): Promise<{ readonly items: DynamoDb; readonly asked: (readonly [string, Readonly<Record<string, unknown>>])[] }> {
  const asked: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
  server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
      asked.push([operation, input]);
      const { status = 200, body: said, crc } = await answer(operation, input, asked.length);
      const bytes = Buffer.from(JSON.stringify(said));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc ?? crc32(bytes)) }).end(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  refreshed = 0;
  const credentials = (): ReturnType<AwsAccess['credentials']> => Promise.resolve({ accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake', sessionToken: String(refreshed) });
  const access: AwsAccess = { principal: 'platform-app', account: '111111111111', region: 'us-west-2', endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), credentials, refresh: () => { refreshed += 1; return credentials(); } };
  items = openDynamoDb(access, { retry: { attempts: 4, throttledAttempts: 50, baseMs: 1, capMs: 4 } });
  return { items, asked };
}

const error = (code: string, status = 400): Answer => ({ status, body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'says no' } });

it('asks again when it is throttled, when the service fails and when a body does not fit its checksum, and tells a refusal as it is', async () => {
  const { items: table, asked } = await serve((_, __, nth) => [error('ProvisionedThroughputExceededException'), error('InternalServerError', 500), { body: {}, crc: 1 }, { body: { Item: { pk: { S: 'a' } } } }, error('ResourceNotFoundException')][nth - 1] ?? { body: {} });
  expect(await table.get('t', { pk: { S: 'a' } })).toEqual({ pk: { S: 'a' } });
  await expect(table.get('t', { pk: { S: 'a' } })).rejects.toMatchObject({ code: 'dynamodb.ResourceNotFoundException' });
  expect(asked).toHaveLength(5);
});

it('fetches new credentials once when they have expired', async () => {
  const { items: table } = await serve((_, __, nth) => (nth === 1 ? error('ExpiredTokenException') : { body: {} }));
  expect(await table.get('t', { pk: { S: 'a' } })).toBeNull();
  expect(refreshed).toBe(1);
});

it('sends what was left unprocessed again, and nothing twice', async () => {
  const kept: string[] = [];
  const { items: table } = await serve((_, input) => {
    const requests = (input['RequestItems'] as { t: { PutRequest: { Item: { pk: { S: string } } } }[] }).t;
    const [first, ...left] = requests;
    kept.push(first?.PutRequest.Item.pk.S ?? '');
    return { body: { UnprocessedItems: left.length === 0 ? {} : { t: left } } };
  });
  const wanted = Array.from({ length: 12 }, (_, i) => `item ${i}`);
  expect(await table.writeMany('t', wanted.map((pk) => ({ put: { pk: { S: pk } } })))).toBe(12);
  expect(kept.sort()).toEqual([...wanted].sort());
});

it('reads every item of every segment once under throttling above a hidden limit, and goes on where a page ended', async () => {
  const HIDDEN = 3;
  const PAGES = 5;
  let inFlight = 0;
  let throttled = 0;
  const { items: table } = await serve(async (_, input) => {
    if (inFlight >= HIDDEN) { throttled += 1; return error('ThrottlingException'); }
    inFlight += 1;
    await new Promise((resolve) => { setTimeout(resolve, 3); });
    inFlight -= 1;
    const page = Number((input['ExclusiveStartKey'] as { pk: { S: string } } | undefined)?.pk.S.split('/')[1] ?? 0);
    return { body: { Items: [{ pk: { S: `${String(input['Segment'])}/${page}` } }], ...(page < PAGES - 1 ? { LastEvaluatedKey: { pk: { S: `${String(input['Segment'])}/${page + 1}` } } } : {}) } };
  });
  const scanner = new PageScanner({ key: ['pk'] });
  const seen: string[] = [];
  const scanned = await table.scan('t', { scanner, segments: 16 }, (item) => { seen.push(item.text(0) ?? ''); });
  expect([scanned.pages, scanned.items, new Set(seen).size, throttled > 0]).toEqual([80, 80, 80, true]);
});

it('ends a scan at the first error, whatever the other segments do', async () => {
  const { items: table, asked } = await serve((_, input) => (input['Segment'] === 3 ? error('ValidationException') : { body: { Items: [], LastEvaluatedKey: { pk: { S: 'on and on' } } } }));
  await expect(table.scan('t', { scanner: new PageScanner({ key: ['pk'] }), segments: 4 }, () => undefined)).rejects.toMatchObject({ code: 'dynamodb.ValidationException' });
  const then = asked.length;
  await new Promise((resolve) => { setTimeout(resolve, 30); });
  expect(asked.length - then).toBeLessThan(4);
});
