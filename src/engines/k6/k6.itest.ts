import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { haveEnded, processesWith } from '../exact-process.ts';
import { fakeProgram } from '../fetch/testing/fake-program.ts';
import { findK6 } from './find-k6.ts';
import type { K6Second } from './k6-series.ts';
import { runK6 } from './run-k6.ts';

const found = await findK6({ fetch: true });
const bin = found.kind === 'found' ? found.bin : '';
if (found.kind === 'gap') process.stderr.write(`not exercised, k6: ${found.gap}\n`);

let folder: string;
let server: Server;
let url: string;
let answer: (path: string) => number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-k6-'));
  server = createServer((request, response) => { response.statusCode = answer(request.url ?? ''); response.end('x'); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function script(name: string, duration: string): string {
  const file = join(folder, name);
  writeFileSync(file, `
import http from 'k6/http';
import type { Options } from 'k6/options';
export const options: Options = {
  scenarios: { load: { executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '${duration}', preAllocatedVUs: 5 } },
  thresholds: { http_req_failed: ['rate<0.1'] },
};
export default function load(): void { http.get(__ENV.URL + '/work', { tags: { name: 'work' } }); }
`);
  return file;
}

const seconds = (file: string): readonly K6Second[] => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as K6Second);
const files = (name: string) => ({ out: join(folder, `${name}.ndjson`), summary: join(folder, `${name}.json`) });
const never = new AbortController().signal;

test.skipIf(bin === '')('a constant rate is kept while everything answers, each request is counted once in the second it was sent, and the summary agrees', async () => {
  answer = () => 200;
  const started = Date.now();
  const run = await runK6({ bin, script: script('ok.ts', '2s'), env: { URL: url }, ...files('ok'), signal: never });
  const summary = JSON.parse(readFileSync(files('ok').summary, 'utf8')) as { readonly metrics: { readonly http_reqs: { readonly count: number } } };
  expect(run).toEqual({ ended: 'finished', thresholds: 'held', requests: summary.metrics.http_reqs.count, failed: 0, droppedIterations: null });
  expect(run.requests).toBeGreaterThanOrEqual(99);
  const all = seconds(files('ok').out);
  expect(all.reduce((sum, one) => sum + one.requests, 0)).toBe(run.requests);
  for (const { atMs, name } of all) expect([atMs % 1000, atMs >= started - 1000, atMs <= Date.now(), name]).toEqual([0, true, true, 'work']);
});

test.skipIf(bin === '')('an outage in the middle is seen in exactly its seconds, and crossed thresholds are a result, not an error', async () => {
  const begun = Date.now();
  answer = () => (Date.now() - begun > 1500 ? 503 : 200);
  const run = await runK6({ bin, script: script('outage.ts', '3s'), env: { URL: url }, ...files('outage'), signal: never });
  expect(run).toMatchObject({ ended: 'finished', thresholds: 'crossed' });
  expect(run.failed).toBeGreaterThan(20);
  for (const { atMs, failed, requests } of seconds(files('outage').out)) {
    if (atMs + 1000 <= begun + 1500) expect(failed).toBe(0);
    if (atMs >= begun + 1500) expect(failed).toBe(requests);
  }
});

test.skipIf(bin === '')('a run that is called off ends in order: its summary and all its seconds are written', async () => {
  const leave = new AbortController();
  let seen = 0;
  answer = () => 200;
  const run = await runK6({ bin, script: script('long.ts', '10m'), env: { URL: url }, ...files('long'), signal: leave.signal, onRequest: () => { seen += 1; if (seen === 30) leave.abort(); } });
  expect(run.ended).toBe('stopped');
  expect(seconds(files('long').out).reduce((sum, one) => sum + one.requests, 0)).toBe(run.requests);
  expect(JSON.parse(readFileSync(files('long').summary, 'utf8'))).toHaveProperty('metrics.http_reqs');
});

test.skipIf(bin === '')('a script that cannot be run is an error with the words of k6', async () => {
  const file = join(folder, 'broken.ts');
  writeFileSync(file, 'export default function load() { nowhere( }');
  await expect(runK6({ bin, script: file, env: {}, ...files('broken'), signal: never })).rejects.toThrow(/k6 could not run .*broken\.ts \(exit code \d+\): .*SyntaxError|Unexpected/);
});

test.skipIf(bin === '')('iterations that k6 could not begin at the wanted rate are told', async () => {
  answer = () => 200;
  const file = join(folder, 'too-much.ts');
  writeFileSync(file, `
import { sleep } from 'k6';
export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '1s', preAllocatedVUs: 1, maxVUs: 1, gracefulStop: '2s' } } };
export default function load(): void { sleep(1); }
`);
  const run = await runK6({ bin, script: file, env: {}, ...files('too-much'), signal: never });
  const summary = JSON.parse(readFileSync(files('too-much').summary, 'utf8')) as { readonly metrics: { readonly dropped_iterations: { readonly count: number } } };
  expect(run.droppedIterations).toBe(summary.metrics.dropped_iterations.count);
  expect(run.droppedIterations).toBeGreaterThan(10);
});

test('a k6 that is killed in the middle of a line is an error with its exit code, not with that line', async () => {
  const line = JSON.stringify({ metric: 'http_req_duration', type: 'Point', data: { time: '2026-11-22T14:40:12Z', value: 1, tags: {} } });
  const killed = fakeProgram(join(folder, 'killed'), `echo '${line}'\nprintf '%s' '${line.slice(0, -9)}'\necho 'level=error msg="out of memory"' >&2\nexit 137`);
  await expect(runK6({ bin: killed, script: join(folder, 'any.ts'), env: {}, ...files('killed'), signal: never })).rejects.toThrow(/exit code 137\): out of memory/);
});

test.skipIf(bin === '')('the load ends when the process that asked for it is killed', async () => {
  answer = () => 200;
  const file = script('orphan.ts', '10m');
  const input = { bin, script: file, env: { URL: url }, ...files('orphan') };
  const runner = join(folder, 'runner.ts');
  writeFileSync(runner, `import { runK6 } from ${JSON.stringify(join(import.meta.dirname, 'run-k6.ts'))};\nawait runK6({ ...${JSON.stringify(input)}, signal: new AbortController().signal, onRequest: () => process.stdout.write('.') });\n`);
  const parent = spawn(process.execPath, ['--conditions=redrill-source', runner], { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname });
  await once(parent.stdout, 'data');
  const load = processesWith(file);
  expect(load.length).toBeGreaterThan(0);
  parent.kill('SIGKILL');
  expect(await haveEnded(load, 15_000)).toBe(true);
});
