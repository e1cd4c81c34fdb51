import { chownSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { request } from 'undici';
import { sha256 } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import { buildAside } from '../build-aside.ts';
import { sealFolder } from '../fetch/sealed-folder.ts';
import { freePort } from '../free-port.ts';
import type { FoundJava } from '../java/find-java.ts';
import { engineUser, giveToEngine } from '../run-as.ts';
import { DEFAULT_HEAP_MIB, launchLine } from './launch-line.ts';
import { prepareNode } from './node-folder.ts';
import { spawnNode } from './spawn-node.ts';
import { untilAnswers } from './until-answers.ts';

const FILE = 'os.jsa';
const START_MS = 300_000;
const DUMP_MS = 120_000;

/** Where the class-data archive of a home and a Java is, made or not: it fits no other. */
export function archiveFolder(home: string, java: FoundJava): string {
  const fixed = launchLine({ home, conf: 'c', temporary: 't', logs: 'l', heapMiB: DEFAULT_HEAP_MIB, archive: null });
  return join(dirname(home), `archive-${sha256(JSON.stringify([basename(home), realpathSync(java.bin), java.version, fixed])).slice(0, 12)}`);
}

/** The archive; null when it was not made yet. */
export function classArchive(home: string, java: FoundJava): string | null {
  const file = join(archiveFolder(home, java), FILE);
  return existsSync(file) ? file : null;
}

/** Runs a node once, lets it work a little and ends it, which makes Java write down the classes it loaded: later starts take half as long. */
export async function makeClassArchive(home: string, java: FoundJava): Promise<string> {
  const folder = await buildAside(archiveFolder(home, java), async (aside) => {
    const [work, dump] = [join(aside, 'work'), join(aside, 'dump')];
    mkdirSync(dump, { mode: 0o700 });
    giveToEngine(dump);
    await runOnce({ home, java, work, archive: join(dump, FILE) });
    if (!existsSync(join(dump, FILE))) throw new RedrillError('opensearch.no-archive', `${java.how} wrote no class-data archive`);
    renameSync(join(dump, FILE), join(aside, FILE));
    if (engineUser() !== null) chownSync(join(aside, FILE), 0, 0);
    for (const path of [work, dump]) rmSync(path, { recursive: true });
    await sealFolder(aside);
  });
  return join(folder, FILE);
}

async function runOnce({ home, java, work, archive }: { readonly home: string; readonly java: FoundJava; readonly work: string; readonly archive: string }): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const pathRepo = [join(work, 'repository')];
  const node = prepareNode({ folder: work, port, clusterName: 'warm-up', pathRepo });
  const line = launchLine({ home, ...node, heapMiB: DEFAULT_HEAP_MIB, archive: { file: archive, mode: 'write' } });
  const server = await spawnNode({ java: java.bin, line, folder: work, log: join(work, 'log'), stopPatienceMs: DUMP_MS });
  const why = await untilAnswers({ url, clusterName: 'warm-up', deadlineMs: START_MS, ended: server.exited.then(({ lastWords }) => lastWords ?? 'it ended') });
  try {
    if (why !== null) throw new RedrillError('opensearch.start-failed', `OpenSearch did not start for its warm-up: ${why}`);
    await workALittle(url, pathRepo[0] ?? '');
  } catch (error) {
    await server.stop('crash');
    throw error;
  }
  await server.stop();
}

/** What drills do, so that its classes are in the archive too. */
async function workALittle(url: string, repository: string): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const work: readonly (readonly ['GET' | 'PUT' | 'POST' | 'DELETE', string, unknown?])[] = [
    ['PUT', '/_index_template/warm', { index_patterns: ['warm-*'], template: { settings: { number_of_replicas: 0 }, mappings: { properties: { name: { type: 'keyword' }, text: { type: 'text' }, n: { type: 'long' } } } } }],
    ['PUT', '/warm-1', { aliases: { warm: {} } }],
    ['POST', '/_bulk?refresh=true', Array.from({ length: 100 }, (_, n) => `{"index":{"_index":"warm-1","_id":"${n}"}}\n{"name":"a${n % 7}","text":"words of document ${n}","n":${n}}\n`).join('')],
    ['POST', '/warm/_search', { query: { match: { text: 'words' } }, sort: [{ n: 'desc' }], aggs: { names: { terms: { field: 'name' } } } }],
    ['GET', '/warm/_count'],
    ['POST', '/_reindex?refresh=true', { source: { index: 'warm-1' }, dest: { index: 'warm-2' } }],
    ['PUT', '/_snapshot/warm', { type: 'fs', settings: { location: repository } }],
    ['PUT', '/_snapshot/warm/one?wait_for_completion=true', {}],
    ['DELETE', '/warm-1'],
    ['POST', '/_snapshot/warm/one/_restore?wait_for_completion=true', { indices: 'warm-1' }],
    ['GET', '/_cat/indices?format=json'],
  ];
  for (const [method, path, body] of work) {
    const { statusCode, body: answer } = await request(`${url}${path}`, { method, ...(body === undefined ? {} : { headers: json, body: typeof body === 'string' ? body : JSON.stringify(body) }) });
    const said = await answer.text();
    if (statusCode >= 300) throw new RedrillError('opensearch.start-failed', `OpenSearch did not work in its warm-up: ${method} ${path} answered ${statusCode} ${said.slice(0, 200)}`);
  }
}
