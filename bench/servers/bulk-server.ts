import { createHash } from 'node:crypto';
import process from 'node:process';
import type { AddressInfo } from 'node:net';
import { bulkBody, REINDEX, sourceFile } from './documents.ts';
import { liteServer } from './http-lite.ts';
import type { LiteRequest, LiteResponse } from './http-lite.ts';

/**
 * `_bulk` for the benches, in its own process: `node bulk-server.ts <most at once> <ms per batch>`; prints its port and ends with its standard
 * input. Above the hidden number of batches at once it answers 429. `GET /source/<n>` is a source file, `GET /bulk/<n>` the same as a ready body.
 * Bodies are kept and digested only when `GET /_digest` asks, so that the client is measured and not the server.
 */
const [most, batchMs] = [Number(process.argv[2] ?? 1e9), Number(process.argv[3] ?? 0)];
const sources = Array.from({ length: REINDEX.files }, (_, n) => sourceFile(n));
const ready = Array.from({ length: REINDEX.files }, (_, n) => bulkBody(n));
const JSON_TYPE = 'content-type: application/json\r\n';
const refused = new WeakSet<LiteRequest>();
let kept: Buffer[] = [];
let now = 0;

const server = liteServer({ answer, delay: (request) => (request.target.includes('_bulk') ? admit(request) : 0) });
server.listen(0, '127.0.0.1', () => { process.stdout.write(`${(server.address() as AddressInfo).port}\n`); });
process.stdin.on('end', () => process.exit(0)).resume();

function admit(request: LiteRequest): number {
  if (now >= most) {
    refused.add(request);
    return 0;
  }
  now += 1;
  return batchMs;
}

function answer(request: LiteRequest): LiteResponse {
  const { target } = request;
  if (target === '/_digest') return { status: 200, headers: JSON_TYPE, body: JSON.stringify(digest()) };
  if (target === '/_reset') {
    kept = [];
    return { status: 200 };
  }
  const file = /^\/(source|bulk)\/(\d+)$/.exec(target);
  if (file) return { status: 200, headers: 'content-type: application/x-ndjson\r\n', body: (file[1] === 'source' ? sources : ready)[Number(file[2])] ?? '' };
  if (!target.includes('_bulk')) return { status: 200, headers: JSON_TYPE, body: '{"version":{"number":"3.8.0","distribution":"opensearch"}}' };
  if (refused.has(request)) return { status: 429, headers: JSON_TYPE, body: '{"error":{"type":"es_rejected_execution_exception","reason":"rejected execution"},"status":429}' };
  now -= 1;
  kept.push(Buffer.from(request.body));
  return { status: 200, headers: JSON_TYPE, body: '{"took":1,"errors":false,"items":[]}' };
}

/** Of ids and sources, whatever else an action says and in whatever order they came; a document that came twice counts twice. */
function digest(): { readonly count: number; readonly digest: string } {
  let [count, sum] = [0, 0n];
  for (const body of kept) {
    const lines = body.toString('utf8').trimEnd().split('\n');
    for (let i = 0; i < lines.length; i += 2) {
      const { index } = JSON.parse(lines[i] ?? '') as { readonly index: { readonly _id: string } };
      const { _id: id } = index;
      count += 1;
      sum = (sum + createHash('sha256').update(`${id} ${lines[i + 1]}`).digest().readBigUInt64BE()) % (1n << 64n);
    }
  }
  return { count, digest: sum.toString(16) };
}
