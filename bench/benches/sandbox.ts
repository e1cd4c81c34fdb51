import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { markdownTable } from 'markdown-table';
import type { AwsAccess } from '#contract/aws';
import { stopSandbox } from '#sandbox/process/down';
import { startSandbox } from '#sandbox/process/up';
import { openS3 } from '#stores/s3/open-s3';
import type { ObjectRef, S3Store } from '#stores/s3/s3-store';
import { s3Client } from '#targets/clients';
import { benchAccess } from '../clients/client.ts';
import { adminAccess } from '../harness/admin-access.ts';
import type { Bench } from '../harness/bench.ts';
import { rssBytes } from '../harness/memory.ts';
import { startServer } from '../harness/run-process.ts';
import { median } from '../harness/table.ts';

const COUNT = 5000;
const BODY = Buffer.alloc(4096, 'x');
const BUCKET = 'bench-bucket';

/** The sandbox account: process start until the first put and get, memory, and rates of 4 KB objects beside bare node:http. */
export const sandbox: Bench = {
  name: 'sandbox',
  async *run({ rounds }) {
    const state = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
    try {
      const cold = await startUp(state, true);
      const warm: number[] = [];
      for (let round = 0; round < rounds; round += 1) warm.push(await startUp(state, false));
      const loaded = await underLoad(state);
      const bare = await bareRates();
      const rows = [
        ['start until first put and get, first time on a state folder', `${cold.toFixed(0)} ms`, ''],
        ['start until first put and get, warm', `${median(warm).toFixed(0)} ms (${Math.min(...warm).toFixed(0)}-${Math.max(...warm).toFixed(0)})`, '<= 425 ms'],
        ['memory after start (RSS)', `${mb(loaded.idle)} MB`, ''],
        ['memory after the load below (RSS)', `${mb(loaded.after)} MB`, '<= 92 MB'],
        ...(['put', 'get', 'copy'] as const).map((name) => [`${name} of 4 KB objects`, `${loaded[name].toFixed(0)}/s (${(loaded[name] / bare[name === 'copy' ? 'put' : name]).toFixed(2)} of bare node:http, ${bare[name === 'copy' ? 'put' : name].toFixed(0)}/s)`, name === 'put' ? '' : '>= 0.4 of bare']),
      ];
      yield { title: 'sandbox', notes: [`${COUNT} objects, the data plane of stores/s3 as client, both on this machine's cores`], table: markdownTable([['what', 'measured', 'goal'], ...rows]), data: { cold, warm, loaded, bare } };
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  },
};

async function startUp(state: string, first: boolean): Promise<number> {
  const started = performance.now();
  const address = await startSandbox({ state });
  const access = adminAccess(state, address.endpoint);
  if (first) await makeBucket(access);
  const store = openS3(access);
  await store.put({ bucket: BUCKET, key: 'first' }, BODY);
  await store.get({ bucket: BUCKET, key: 'first' });
  const ms = performance.now() - started;
  await store.close();
  await stopSandbox(state);
  return ms;
}

async function underLoad(state: string): Promise<{ idle: number; after: number; put: number; get: number; copy: number }> {
  const { pid, endpoint } = await startSandbox({ state });
  const store = openS3(adminAccess(state, endpoint));
  await store.get({ bucket: BUCKET, key: 'first' });
  const idle = rssBytes(pid);
  const rates = await measureRates(store, BUCKET);
  const copy = await rate(async () => (await store.copyMany(copies())).done);
  const after = rssBytes(pid);
  await store.close();
  await stopSandbox(state);
  return { idle, after, ...rates, copy };
}

async function bareRates(): Promise<{ put: number; get: number }> {
  const server = await startServer(new URL('../servers/bare-http.ts', import.meta.url).pathname, []);
  const store = openS3(benchAccess(server.endpoint));
  const rates = await measureRates(store, BUCKET);
  await store.close();
  await server.close();
  return rates;
}

async function measureRates(store: S3Store, bucket: string): Promise<{ put: number; get: number }> {
  const put = await rate(async () => (await store.putMany(puts(bucket))).done);
  const get = await rate(async () => {
    let done = 0;
    for await (const { digest } of store.digestMany(gets(bucket))) if (digest?.sizeBytes === BODY.length) done += 1;
    return done;
  });
  return { put, get };
}

async function rate(work: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const done = await work();
  if (done !== COUNT) throw new Error(`${done} of ${COUNT} succeeded`);
  return COUNT / ((performance.now() - started) / 1000);
}

async function* puts(bucket: string): AsyncGenerator<{ ref: ObjectRef; body: Buffer }> {
  for (let i = 0; i < COUNT; i += 1) yield { ref: { bucket, key: `load/${i}` }, body: BODY };
}

async function* gets(bucket: string): AsyncGenerator<ObjectRef & { sizeBytes: number }> {
  for (let i = 0; i < COUNT; i += 1) yield { bucket, key: `load/${i}`, sizeBytes: BODY.length };
}

async function* copies(): AsyncGenerator<{ from: ObjectRef; to: ObjectRef; sizeBytes: number }> {
  for (let i = 0; i < COUNT; i += 1) yield { from: { bucket: BUCKET, key: `load/${i}` }, to: { bucket: BUCKET, key: `copy/${i}` }, sizeBytes: BODY.length };
}

async function makeBucket(access: AwsAccess): Promise<void> {
  const client = s3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }));
  await client.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  client.destroy();
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
