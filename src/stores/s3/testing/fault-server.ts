import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { AwsAccess } from '#contract/aws';
import { escapeXml, parseXml } from '../xml.ts';
import { encodeKey } from '../uri-encode.ts';

/** What happens to one request: carried out and answered, or one of the ways in which that fails. */
export type Fault = 'ok' | 'cut-before' | 'cut-after' | 'cut-body' | 'hang' | { readonly status: number; readonly code: string } | { readonly status: number; readonly raw: string };

export interface FaultServer {
  readonly access: AwsAccess;
  /** Requests seen, by `METHOD target`. */
  readonly requests: string[];
  readonly objects: Map<string, Buffer>;
  /** Delete markers added, per key. */
  readonly markers: Map<string, number>;
  refreshes: number;
  close(): Promise<void>;
}

export interface FaultScript {
  readonly fault: (request: { readonly method: string; readonly target: string; readonly n: number; readonly token: string | undefined }) => Fault;
  /** Page size of listings. */
  readonly pageSize?: number;
  /** Changes a listing before it is sent. */
  readonly listing?: (xml: string, n: number) => string;
}

/** A scripted S3 on loopback that keeps its objects in memory and fails as told. */
export async function startFaultServer(script: FaultScript): Promise<FaultServer> {
  const state: { requests: string[]; objects: Map<string, Buffer>; markers: Map<string, number>; refreshes: number } = { requests: [], objects: new Map(), markers: new Map(), refreshes: 0 };
  const server = createServer((request, response) => { void handle(script, state, request, response); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const credentials = (): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> => Promise.resolve({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: `token-${state.refreshes}` });
  const access: AwsAccess = { principal: 'drill-operator', account: '111111111111', region: 'us-west-2', endpoint, credentials, refresh: () => { state.refreshes += 1; return credentials(); } };
  return Object.assign(state, {
    access,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

type State = Pick<FaultServer, 'requests' | 'objects' | 'markers'>;

async function handle(script: FaultScript, state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '' } = request;
  const n = state.requests.push(`${method} ${url}`);
  const fault = script.fault({ method, target: url, n, token: request.headers['x-amz-security-token'] as string | undefined });
  if (fault === 'hang') return;
  if (fault === 'cut-before') { request.socket.destroy(); return; }
  if (typeof fault === 'object') {
    const raw = 'raw' in fault ? fault.raw : `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>scripted</Message></Error>`;
    response.writeHead(fault.status).end(method === 'HEAD' ? undefined : raw);
    return;
  }
  const answer = carryOut(script, state, { method, url, n, body: Buffer.concat(chunks), source: request.headers['x-amz-copy-source'] as string | undefined });
  if (fault === 'cut-after') { request.socket.destroy(); return; }
  if (fault === 'cut-body') {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length + 10 });
    response.write(answer.body, () => request.socket.destroy());
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length }).end(method === 'HEAD' ? undefined : answer.body);
}

function ok(body: string | Buffer = '', headers: Record<string, string> = {}): Answer {
  return { status: 200, headers, body: Buffer.from(body) };
}

interface Answer { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer }

function carryOut(script: FaultScript, state: State, asked: { readonly method: string; readonly url: string; readonly n: number; readonly body: Buffer; readonly source: string | undefined }): Answer {
  const [path = '', question = ''] = asked.url.split('?');
  const query = new URLSearchParams(question);
  const key = decodeURIComponent(path.split('/').slice(2).join('/'));
  if (asked.method === 'GET' && (query.has('versions') || query.has('list-type'))) return ok(list(script, state, query, asked.n));
  if (asked.method === 'POST' && query.has('delete')) return ok(deleteMany(state, asked.body));
  if (asked.method === 'PUT') {
    state.objects.set(key, asked.source === undefined ? asked.body : (state.objects.get(decodeURIComponent(asked.source).split('/').slice(2).join('/')) ?? Buffer.alloc(0)));
    state.markers.delete(key);
    return ok(asked.source === undefined ? '' : '<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>', { etag: '"e"' });
  }
  if (asked.method === 'DELETE') {
    state.markers.set(key, (state.markers.get(key) ?? 0) + 1);
    return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'm' }, body: Buffer.alloc(0) };
  }
  if (state.markers.has(key)) return { status: 404, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'm' }, body: Buffer.from('<Error><Code>NoSuchKey</Code></Error>') };
  const object = state.objects.get(key);
  return object === undefined ? { status: 404, headers: {}, body: Buffer.from('<Error><Code>NoSuchKey</Code></Error>') } : ok(object, { etag: '"e"', 'content-type': 'text/plain' });
}

function deleteMany(state: State, body: Buffer): string {
  for (const object of parseXml(body.toString()).children.filter((child) => child.name === 'Object')) {
    const [key, version] = ['Key', 'VersionId'].map((name) => object.children.find((child) => child.name === name)?.text);
    if (version === undefined) state.markers.set(key ?? '', (state.markers.get(key ?? '') ?? 0) + 1);
    else state.objects.delete(key ?? '');
  }
  return '<DeleteResult></DeleteResult>';
}

function list(script: FaultScript, state: State, query: URLSearchParams, n: number): string {
  const versions = query.has('versions');
  const root = versions ? 'ListVersionsResult' : 'ListBucketResult';
  const from = query.get('continuation-token') ?? query.get('key-marker') ?? query.get('start-after') ?? '';
  const keys = [...state.objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).filter((key) => key > from);
  const size = script.pageSize ?? 1000;
  const page = query.has('delimiter') ? [] : keys.slice(0, size);
  const last = page.at(-1) ?? '';
  const truncated = page.length > 0 && keys.length > size;
  const next = !truncated ? '' : versions ? `<NextKeyMarker>${encodeKey(last)}</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker>` : `<NextContinuationToken>${escapeXml(last)}</NextContinuationToken>`;
  const name = versions ? 'Version' : 'Contents';
  const rows = page.map((key) => `<${name}><Key>${encodeKey(key)}</Key>${versions ? '<VersionId>v</VersionId><IsLatest>true</IsLatest>' : ''}<LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>${state.objects.get(key)?.length ?? 0}</Size></${name}>`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${next}<EncodingType>url</EncodingType><IsTruncated>${truncated}</IsTruncated>${rows.join('')}</${root}>`;
  return script.listing?.(xml, n) ?? xml;
}
