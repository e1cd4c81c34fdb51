import { createHash } from 'node:crypto';
import process from 'node:process';
import type { AddressInfo } from 'node:net';
import { COPYBACK, OBJECT_BYTES, rowOfVersion, UNDELETE, versionId } from './fixture.ts';
import { liteServer } from './http-lite.ts';
import type { LiteRequest, LiteResponse } from './http-lite.ts';
import { firstAfter, renderObjects, renderVersions } from './listing.ts';
import type { Listing } from './listing.ts';

/**
 * S3 for the benches, in its own process: `node s3-server.ts <flat|aws>`; prints its port and ends with its standard input.
 * Answers from memory and keeps an order-independent digest of everything it was asked to change (`GET /_digest`), so that results
 * of different clients can be compared. Buckets: `bench` (250,000 versions), `source` (5,000 objects),
 * `verify20k`, `verify100k`; any other is empty.
 */
const LATENCY = { flat: { read: 0, write: 0, list: 0 }, aws: { read: 15, write: 30, list: 40 } } as const;
const XML = 'content-type: application/xml\r\n';
const OBJECT = `etag: "${'0'.repeat(32)}"\r\ncontent-type: application/json\r\nlast-modified: Sun, 01 Mar 2026 12:00:00 GMT\r\n`;

const profile = process.argv[2] === 'aws' ? 'aws' : 'flat';
const body = Buffer.alloc(OBJECT_BYTES, 'x');
const listings: Readonly<Record<string, () => Listing>> = {
  'bench?versions': once(() => renderVersions(UNDELETE)),
  'source?objects': once(() => renderObjects(COPYBACK)),
  'verify20k?objects': once(() => renderObjects({ keys: 20_000, versions: 20_000, deleted: 0 })),
  'verify100k?objects': once(() => renderObjects({ keys: 100_000, versions: 100_000, deleted: 0 })),
  'empty': once(() => renderObjects({ keys: 0, versions: 0, deleted: 0 })),
};
let changes = { count: 0, sum: 0n };

const server = liteServer({ answer, delay: (request) => (request.target.startsWith('/_') ? 0 : LATENCY[profile][classOf(request)]) });
server.listen(0, '127.0.0.1', () => { process.stdout.write(`${(server.address() as AddressInfo).port}\n`); });
process.stdin.on('end', () => process.exit(0)).resume();

function classOf(request: LiteRequest): 'read' | 'write' | 'list' {
  if (request.method === 'PUT' || request.method === 'POST' || request.method === 'DELETE') return 'write';
  return /^\/[^/?]+\/?\?/.test(request.target) ? 'list' : 'read';
}

function answer(request: LiteRequest): LiteResponse {
  const { method, target } = request;
  if (target === '/_digest') return { status: 200, body: JSON.stringify({ count: changes.count, digest: changes.sum.toString(16) }) };
  if (target === '/_reset') { changes = { count: 0, sum: 0n }; return { status: 200 }; }
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  const query = new URLSearchParams(question === -1 ? '' : target.slice(question + 1));
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  if (method === 'POST' && query.has('delete')) return deleteObjects(request.body);
  if (method === 'PUT' && key !== '') return putObject(request, decodeURIComponent(`${bucket}/${key}`));
  if (method === 'HEAD') return bucket === 'target' && key !== '' && !recorded.has(key) ? { status: 404 } : { status: 200, headers: OBJECT, length: OBJECT_BYTES };
  if (method === 'GET' && key !== '') return { status: 200, headers: OBJECT, body };
  if (method === 'GET') return list(bucket, query);
  return { status: 501, body: '<Error><Code>NotImplemented</Code><Message>bench server</Message></Error>' };
}

const recorded = new Set<string>();

function putObject(request: LiteRequest, to: string): LiteResponse {
  const source = request.header('x-amz-copy-source');
  recorded.add(to.slice(to.indexOf('/') + 1));
  record(source === null ? `put ${to}` : `${to} <- ${decodeURIComponent(source).replace(/^\//, '').replace(/\?versionId=.*$/, '')}`);
  if (source === null) return { status: 200, headers: OBJECT };
  return { status: 200, headers: XML, body: `<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-03-01T12:00:00.000Z</LastModified><ETag>&quot;${'0'.repeat(32)}&quot;</ETag></CopyObjectResult>` };
}

function deleteObjects(xml: Buffer): LiteResponse {
  for (const [object] of xml.toString('utf8').matchAll(/<Object>.*?<\/Object>/gs)) record(`delete ${/<Key>([^<]*)/.exec(object)?.[1]} ${/<VersionId>([^<]*)/.exec(object)?.[1]}`);
  return { status: 200, headers: XML, body: '<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></DeleteResult>' };
}

function record(text: string): void {
  changes.count += 1;
  changes.sum = (changes.sum + createHash('sha256').update(text).digest().readBigUInt64BE()) % (1n << 64n);
}

function list(bucket: string, query: URLSearchParams): LiteResponse {
  const kind = query.has('versions') ? 'versions' : 'objects';
  const root = kind === 'versions' ? 'ListVersionsResult' : 'ListBucketResult';
  const listing = (listings[`${bucket}?${kind}`] ?? listings['empty'])?.();
  if (listing === undefined) return { status: 500 };
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><Prefix>${query.get('prefix') ?? ''}</Prefix><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>`;
  if (query.get('delimiter') === '/') return { status: 200, headers: XML, body: `${head}<IsTruncated>false</IsTruncated>${commonPrefixes(listing, query.get('prefix') ?? '')}</${root}>` };
  const rows = listing.offsets.length - 1;
  const row = startRow(listing, query);
  const end = Math.min(row + 1000, rows);
  const truncated = end < rows;
  const lead = `${head}${truncated ? nextOf(listing, kind, end) : ''}<IsTruncated>${truncated}</IsTruncated>`;
  return { status: 200, headers: XML, body: Buffer.concat([Buffer.from(lead), listing.xml.subarray(listing.offsets[row] ?? 0, listing.offsets[end]), Buffer.from(`</${root}>`)]) };
}

function startRow(listing: Listing, query: URLSearchParams): number {
  const token = query.get('continuation-token');
  if (token !== null) return Number(token);
  const version = query.get('version-id-marker');
  if (version) {
    const at = rowOfVersion(version);
    return (listing.firstRow[at.key] ?? 0) + at.row + 1;
  }
  const marker = query.get('key-marker') ?? query.get('start-after') ?? query.get('marker') ?? '';
  const prefix = query.get('prefix') ?? '';
  return listing.firstRow[firstAfter(listing.keys, marker > prefix ? marker : prefix)] ?? 0;
}

function nextOf(listing: Listing, kind: 'versions' | 'objects', end: number): string {
  const key = listing.keyOfRow[end - 1] ?? 0;
  if (kind === 'objects') return `<NextContinuationToken>${end}</NextContinuationToken><NextMarker>${listing.keys[key]}</NextMarker>`;
  return `<NextKeyMarker>${listing.keys[key]}</NextKeyMarker><NextVersionIdMarker>${versionId(key, end - 1 - (listing.firstRow[key] ?? 0))}</NextVersionIdMarker>`;
}

function commonPrefixes(listing: Listing, prefix: string): string {
  const found = new Set<string>();
  for (const key of listing.keys) {
    const slash = key.startsWith(prefix) ? key.indexOf('/', prefix.length) : -1;
    if (slash !== -1) found.add(key.slice(0, slash + 1));
  }
  return [...found].map((name) => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`).join('');
}

function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
