import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '#kit/digest';
import { fetchMaven } from './fetch-maven.ts';
import type { MavenArtifact } from './fetch-maven.ts';
import type { Progress } from './progress.ts';
import { fakeProgram } from './testing/fake-program.ts';

const TEXT = 'the right bytes'.repeat(1000);
const ARTIFACT: MavenArtifact = { group: 'org.example.one', artifact: 'thing', version: '1.2', type: 'jar', sha256: sha256(TEXT) };
const PATH_OF = '/org/example/one/thing/1.2/thing-1.2.jar';

let folder: string;
let server: Server;
let url: string;
let asked: string[];
let files: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-maven-'));
  asked = [];
  files = { [`/repo${PATH_OF}`]: TEXT };
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? 'nobody'} ${request.url}`);
    const text = files[request.url ?? ''];
    response.writeHead(text === undefined ? 404 : 200, text === undefined ? {} : { 'content-length': Buffer.byteLength(TEXT) });
    response.end(text);
    // fewer bytes than were promised: the connection breaks off
    if (text !== undefined && text.length < TEXT.length) response.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const into = (): string => join(folder, 'into');
const fetched = (env: Readonly<Record<string, string>>, onProgress?: (progress: Progress) => void): Promise<void> => fetchMaven({ what: 'Thing 1.2', artifacts: [ARTIFACT], into: into(), env, ...(onProgress ? { onProgress } : {}) });

test('a file comes from the named repository, with progress up to its length, and mvn is not asked', async () => {
  fakeProgram(join(folder, 'bin', 'mvn'), `touch ${folder}/mvn-ran`);
  const seen: Progress[] = [];
  await fetched({ REDRILL_MAVEN_URL: `${url}/repo/`, PATH: join(folder, 'bin') }, (progress) => { seen.push(progress); });
  expect(readFileSync(join(into(), 'thing-1.2.jar'), 'utf8')).toBe(TEXT);
  expect(seen.at(-1)).toEqual({ what: 'Thing 1.2', doneBytes: TEXT.length, totalBytes: TEXT.length });
  expect(existsSync(join(folder, 'mvn-ran'))).toBe(false);
});

test("without mvn the user's mirror is used, with its user and password", async () => {
  mkdirSync(join(folder, '.m2'));
  writeFileSync(join(folder, '.m2', 'settings.xml'), `<settings><servers><server><id>m</id><username>me</username><password>pw</password></server></servers><mirrors><mirror><id>m</id><mirrorOf>central</mirrorOf><url>${url}/repo</url></mirror></mirrors></settings>`);
  await fetched({ HOME: folder, PATH: join(folder, 'bin') });
  expect(asked).toEqual([`Basic ${Buffer.from('me:pw').toString('base64')} /repo${PATH_OF}`]);
});

test.each([
  ['another file', () => { files[`/repo${PATH_OF}`] = 'x'.repeat(TEXT.length); }, 'fetch.wrong-hash', () => `Thing 1.2 from ${url}/repo${PATH_OF} has SHA-256 ${sha256('x'.repeat(TEXT.length))}, expected ${ARTIFACT.sha256}: it was not used`],
  ['no file', () => { files = {}; }, 'fetch.failed', () => `Thing 1.2 could not be downloaded: ${url}/repo${PATH_OF} answered 404, expected 200`],
  ['half a file', () => { files[`/repo${PATH_OF}`] = 'the right'; }, 'fetch.failed', () => `Thing 1.2 could not be downloaded from ${url}/repo${PATH_OF}: `],
])('%s is told in one sentence with what was expected, and leaves nothing behind', async (_, spoil, code, words) => {
  spoil();
  await expect(fetched({ REDRILL_MAVEN_URL: `${url}/repo` })).rejects.toMatchObject({ code, message: expect.stringContaining(words()) });
  expect(existsSync(join(into(), 'thing-1.2.jar'))).toBe(false);
});

test('a connection that breaks off is tried once more', async () => {
  const whole = TEXT;
  files[`/repo${PATH_OF}`] = 'the right';
  server.once('request', () => { files[`/repo${PATH_OF}`] = whole; });
  await fetched({ REDRILL_MAVEN_URL: `${url}/repo` });
  expect([asked.length, sha256(readFileSync(join(into(), 'thing-1.2.jar')))]).toEqual([2, ARTIFACT.sha256]);
});

test('mvn comes first, and what it brings is checked like everything else', async () => {
  const mvn = (text: string): string => fakeProgram(join(folder, 'bin', 'mvn'), `printf %s "${text}" > "${into()}/thing-1.2.jar"`);
  mvn(TEXT);
  await fetched({ HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` });
  expect(sha256(readFileSync(join(into(), 'thing-1.2.jar')))).toBe(ARTIFACT.sha256);
  mvn('something else');
  await expect(fetched({ HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` })).rejects.toMatchObject({ code: 'fetch.wrong-hash', message: expect.stringContaining(`has SHA-256 ${sha256('something else')}, expected ${ARTIFACT.sha256}`) });
  expect(asked).toEqual([]);
});

test('where mvn fails the own download goes on, and when that fails too both are named', async () => {
  const mvn = fakeProgram(join(folder, 'bin', 'mvn'), 'echo "[ERROR] Could not resolve the plugin -> [Help 1]"; exit 1');
  mkdirSync(join(folder, '.m2'));
  writeFileSync(join(folder, '.m2', 'settings.xml'), `<settings><mirrors><mirror><mirrorOf>*</mirrorOf><url>${url}/repo</url></mirror></mirrors></settings>`);
  const env = { HOME: folder, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
  await fetched(env);
  expect(asked).toHaveLength(1);
  rmSync(into(), { recursive: true });
  files = {};
  await expect(fetched(env)).rejects.toThrow(`answered 404, expected 200 (before that, ${mvn}: Could not resolve the plugin)`);
});

test('no network is a sentence with the address', async () => {
  const gone = url;
  await new Promise((resolve) => { server.close(resolve); });
  await expect(fetched({ REDRILL_MAVEN_URL: gone })).rejects.toMatchObject({ code: 'fetch.failed', message: expect.stringMatching(/^Thing 1\.2 could not be downloaded from http:\/\/127\.0\.0\.1:\d+\S+: .*ECONNREFUSED/) });
});
