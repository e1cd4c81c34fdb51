import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsAccess } from '#contract/aws';
import { ONLY_ONCE, withSignal } from './official-client.ts';
import { openSearch } from './open-search.ts';
import type { SearchClient } from './search-client.ts';

interface Said {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}
type Reply = { readonly status: number; readonly body?: unknown; readonly type?: string } | 'hang';

let server: Server;
let client: SearchClient;
let said: Said[];
let replies: Reply[];

beforeEach(async () => {
  [said, replies] = [[], []];
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    said.push({ method: request.method ?? '', url: request.url ?? '', body: Buffer.concat(parts).toString('utf8'), headers: request.headers });
    const reply = replies.shift() ?? { status: 200, body: {} };
    if (reply === 'hang') return;
    response.writeHead(reply.status, { 'content-type': reply.type ?? 'application/json; charset=UTF-8' });
    response.end(reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  const origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client = openSearch(access(origin), origin, { retry: { baseMs: 0, capMs: 0, attempts: 3, throttledAttempts: 4 } });
});

afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((closed) => { server.close(closed); });
});

function access(endpoint: URL): AwsAccess {
  const credentials = async (): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: 'session' });
  return { principal: 'drill-operator', account: '111111111111', region: 'us-west-2', endpoint, credentials, refresh: credentials };
}

describe('the official client of a domain', () => {
  it('has its named calls signed for service es, each path encoded once and each body sent as JSON', async () => {
    await client.api.indices.putIndexTemplate({ name: 'portal-datasets', body: { index_patterns: ['datasets-*'] } });
    await client.api.indices.refresh({ index: 'datasets-*,samples-000001' });
    expect(said.map(({ method, url, body }) => [method, url, body])).toEqual([['POST', '/_index_template/portal-datasets', '{"index_patterns":["datasets-*"]}'], ['GET', '/datasets-%2A%2Csamples-000001/_refresh', '']]);
    for (const { headers } of said) expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/us-west-2\/es\/aws4_request, /);
    expect(said[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-amz-security-token': 'session' });
  });

  it('repeats what was throttled or lost and nothing else, and snapshots not even then', async () => {
    replies = [{ status: 429 }, { status: 503 }, { status: 200, body: { count: 7 } }];
    expect((await client.api.count({ index: 'datasets' })).body).toMatchObject({ count: 7 });
    replies = [{ status: 503, body: { message: 'no engine' } }];
    await expect(client.api.snapshot.restore({ repository: 'r', snapshot: 's' }, ONLY_ONCE)).rejects.toMatchObject({ code: 'opensearch.ServiceUnavailable', message: expect.stringContaining('POST /_snapshot/r/s/_restore') });
    replies = [{ status: 503 }, { status: 503 }, { status: 503 }, { status: 200 }];
    await expect(client.json({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'opensearch.ServiceUnavailable' });
    expect(said).toHaveLength(7);
  });

  it("tells a refusal by OpenSearch's own type and reason, and what stands in front of it by its status", async () => {
    replies = [{ status: 404, body: { error: { type: 'index_not_found_exception', reason: 'no such index [gone]' }, status: 404 } }, { status: 403, type: 'text/plain', body: 'not you' }];
    await expect(client.api.indices.get({ index: 'gone' })).rejects.toMatchObject({ code: 'opensearch.index_not_found_exception', message: expect.stringContaining('no such index [gone] (HTTP 404)') });
    await expect(client.api.cluster.health()).rejects.toMatchObject({ code: 'opensearch.AccessDenied' });
  });

  it('ends at once with the signal that was given, and says why', async () => {
    replies = ['hang'];
    const stop = new AbortController();
    const asked = client.api.cat.indices({ format: 'json' }, withSignal(stop.signal));
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });

  it('reaches this one address and no other, and says so when nobody is there', async () => {
    const origin = new URL(client.where);
    await client.close();
    const other = openSearch(access(origin), origin, { retry: { attempts: 1, baseMs: 0 } });
    server.closeAllConnections();
    await new Promise((closed) => { server.close(closed); });
    await expect(other.api.ping()).rejects.toMatchObject({ code: 'opensearch.ConnectionRefused' });
    await other.close();
    expect(() => openSearch(access(origin), new URL('http://198.51.100.7:9200'))).toThrow(expect.objectContaining({ code: 'targets.not-loopback' }));
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  });
});
