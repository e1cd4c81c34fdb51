import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { markdownTable } from 'markdown-table';
import type { AwsAccess } from '#contract/aws';
import type { SandboxAddress, SandboxKeys } from '#contract/control';
import { realClock } from '#kit/real-clock';
import { openS3 } from '#stores/s3/open-s3';
import type { S3Store } from '#stores/s3/s3-store';
import { s3Client } from '#targets/clients';
import { createTargets } from '#targets/targets';
import { accessForAll } from '../../src/cli/wiring/drill-access.ts';
import { grantDrillAccess } from '../../src/cli/wiring/grant-drill-access.ts';
import { openProject } from '../../src/cli/wiring/project.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Bench } from '../harness/bench.ts';
import { startServer } from '../harness/run-process.ts';
import { median } from '../harness/table.ts';

const COUNT = 4000;
const BODY = Buffer.alloc(1024, 'x');
/** A bucket of the reference platform: the operator's policies name it. */
const BUCKET = 'portal-data';
const WAYS = [['off', 'authorisation off', 'platform-admin'], ['on', 'as administrator', 'platform-admin'], ['on', 'as the narrowed operator', 'drill-operator']] as const;

interface Rates {
  readonly put: number;
  readonly head: number;
}

/** What being asked for permission costs: small calls with authorisation off, as administrator, and as an operator with the derived policies. */
export const authorise: Bench = {
  name: 'authorise',
  async *run({ rounds }) {
    const state = mkdtempSync(join(tmpdir(), 'redrill-bench-'));
    const all = new Map<string, Rates[]>(WAYS.map(([, name]) => [name, []]));
    try {
      await measure(state, WAYS[1], true);
      for (let round = 0; round < rounds; round += 1) for (const way of WAYS) all.get(way[1])?.push(await measure(state, way, false));
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
    const middle = (name: string, of: keyof Rates): number => median((all.get(name) ?? []).map((rates) => rates[of]));
    const cell = (name: string, of: keyof Rates): string => `${middle(name, of).toFixed(0)}/s (${(middle(name, of) / middle(WAYS[0][1], of)).toFixed(2)})`;
    yield { title: 'front door with and without authorisation', notes: [`${COUNT} calls of each kind, objects of 1 KB; in brackets: of the rate without authorisation`], table: markdownTable([['front door', 'put', 'head'], ...WAYS.map(([, name]) => [name, cell(name, 'put'), cell(name, 'head')])]), data: Object.fromEntries(all) };
  },
};

async function measure(state: string, [how, , principal]: (typeof WAYS)[number], first: boolean): Promise<Rates> {
  const server = await startServer(new URL('../servers/open-sandbox.ts', import.meta.url).pathname, [state, how]);
  try {
    const { config, scenarios } = await openProject({ cwd: process.cwd(), env: {}, out: () => undefined, err: () => undefined } as unknown as Terminal, {});
    const address = JSON.parse(readFileSync(join(state, 'sandbox.json'), 'utf8')) as SandboxAddress;
    const keys = JSON.parse(readFileSync(join(state, 'credentials.json'), 'utf8')) as SandboxKeys;
    const targets = createTargets({ config, address, keys, clock: realClock(), control: null });
    if (first) {
      await grantDrillAccess({ config, address, keys, clock: realClock() }, await accessForAll({ config, scenarios: [...scenarios.values()], cwd: process.cwd() }));
      await makeBucket(targets.access('platform-admin'));
    }
    const store = openS3(targets.access(principal));
    await store.put({ bucket: BUCKET, key: 'warm' }, BODY);
    const rates = await ratesOf(store);
    await store.close();
    return rates;
  } finally {
    await server.close();
  }
}

async function ratesOf(store: S3Store): Promise<Rates> {
  const put = await rate(async () => (await store.putMany(objects())).done);
  const head = await rate(async () => {
    let done = 0;
    for (let from = 0; from < COUNT; from += 50) {
      const found = await Promise.all(Array.from({ length: 50 }, (_, i) => store.head({ bucket: BUCKET, key: `load/${from + i}` })));
      done += found.filter((one) => one !== null).length;
    }
    return done;
  });
  return { put, head };
}

async function* objects(): AsyncGenerator<{ ref: { bucket: string; key: string }; body: Buffer }> {
  for (let i = 0; i < COUNT; i += 1) yield { ref: { bucket: BUCKET, key: `load/${i}` }, body: BODY };
}

async function rate(work: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const done = await work();
  if (done !== COUNT) throw new Error(`${done} of ${COUNT} succeeded`);
  return COUNT / ((performance.now() - started) / 1000);
}

async function makeBucket(access: AwsAccess): Promise<void> {
  const client = s3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }));
  client.destroy();
}
