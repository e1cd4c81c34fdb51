import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsAccess } from '#contract/aws';
import { BLOCK_BYTES } from '../block-geometry.ts';

/** A server of the EBS direct APIs for one snapshot, with the faults that a real one has. */
export interface FakeDirect {
  readonly access: AwsAccess;
  /** Requests for blocks under way at once: above this it throttles. */
  room: number;
  /** Blocks whose bytes are spoilt on the way, so many times. */
  readonly spoilt: Map<number, number>;
  readonly counts: { blocks: number; throttled: number; pages: number };
  close(): void;
}

/** Index -> the byte that fills the block. */
export async function startFakeDirect(blocks: ReadonlyMap<number, number>): Promise<FakeDirect> {
  const counts = { blocks: 0, throttled: 0, pages: 0 };
  const spoilt = new Map<number, number>();
  let underWay = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const index = /\/blocks\/(\d+)$/.exec(url.pathname)?.[1];
    if (index === undefined) return list(response, blocks, url.searchParams, counts);
    if (underWay >= fake.room) {
      counts.throttled += 1;
      response.writeHead(400, { 'x-amzn-errortype': 'RequestThrottledException' }).end('{"message":"slow down"}');
      return;
    }
    underWay += 1;
    counts.blocks += 1;
    setImmediate(() => {
      underWay -= 1;
      sendBlock(response, Number(index), blocks.get(Number(index)) ?? 0, spoilt);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const credentials = (): Promise<{ accessKeyId: string; secretAccessKey: string }> => Promise.resolve({ accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' });
  const access: AwsAccess = { principal: 'drill-observer', account: '111111111111', region: 'us-west-2', endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), credentials, refresh: credentials };
  const fake: FakeDirect = { access, room: Number.POSITIVE_INFINITY, spoilt, counts, close: () => { server.close(); server.closeAllConnections(); } };
  return fake;
}

const PAGE = 3;

function list(response: ServerResponse, blocks: ReadonlyMap<number, number>, query: URLSearchParams, counts: { pages: number }): void {
  counts.pages += 1;
  const from = Number(query.get('pageToken') ?? query.get('startingBlockIndex') ?? 0);
  const rest = [...blocks.keys()].filter((index) => index >= from).sort((a, b) => a - b);
  const shown = rest.slice(0, PAGE);
  const next = rest[PAGE];
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ BlockSize: BLOCK_BYTES, VolumeSize: 1, Blocks: shown.map((index) => ({ BlockIndex: index, BlockToken: `token+/=${index}` })), ...(next === undefined ? {} : { NextToken: String(next) }) }));
}

function sendBlock(response: ServerResponse, index: number, fill: number, spoilt: Map<number, number>): void {
  const bytes = Buffer.alloc(BLOCK_BYTES, fill);
  const checksum = createHash('sha256').update(bytes).digest('base64');
  const left = spoilt.get(index) ?? 0;
  if (left > 0) {
    spoilt.set(index, left - 1);
    bytes[17] = (bytes[17] ?? 0) ^ 1;
  }
  response.writeHead(200, { 'x-amz-checksum': checksum, 'x-amz-checksum-algorithm': 'SHA256', 'content-length': bytes.length }).end(bytes);
}
