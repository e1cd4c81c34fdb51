import process from 'node:process';
import type { AddressInfo } from 'node:net';
import { documentItem } from '../../fixtures/platform/documents/items.ts';
import { PAGE_BYTES, PAGES, SEGMENTS } from './ddb-fixture.ts';
import { liteServer } from './http-lite.ts';

/** DynamoDB for the benches, in its own process: answers Scan with pages of documents as the reference platform has them; prints its port and ends with its standard input. */
const PER_SEGMENT = PAGES / SEGMENTS;
let n = 0;
const pages = Array.from({ length: PAGES }, (_, at) => {
  const items: string[] = [];
  for (let bytes = 0; bytes < PAGE_BYTES; n += 1) {
    const item = JSON.stringify(documentItem(`bench/${n}`, { n, workspace: n % 997, owner: n % 31, updatedAt: '2026-03-01T12:00:00.000000Z' }));
    items.push(item);
    bytes += item.length;
  }
  const last = (at + 1) % PER_SEGMENT === 0;
  return Buffer.from(`{"Count":${items.length},"Items":[${items.join(',')}]${last ? '' : `,"LastEvaluatedKey":{"pk":{"S":"page"},"sk":{"S":"${at + 1}"}}`},"ScannedCount":${items.length}}`);
});

const server = liteServer({
  delay: () => 0,
  answer: ({ body }) => {
    const { Segment = 0, ExclusiveStartKey } = JSON.parse(body.toString('utf8')) as { readonly Segment?: number; readonly ExclusiveStartKey?: { readonly sk: { readonly S: string } } };
    return { status: 200, headers: 'content-type: application/x-amz-json-1.0\r\n', body: pages[ExclusiveStartKey === undefined ? Segment * PER_SEGMENT : Number(ExclusiveStartKey.sk.S)] ?? Buffer.from('{"Items":[]}') };
  },
});
server.listen(0, '127.0.0.1', () => { process.stdout.write(`${(server.address() as AddressInfo).port}\n`); });
process.stdin.on('end', () => process.exit(0)).resume();
