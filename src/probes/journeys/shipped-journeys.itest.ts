import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '#contract/user-service';
import { playwrightJourneys } from './journeys.ts';
import type { JourneysInput } from './journeys.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const SHIPPED = join(import.meta.dirname, '../../../scenarios/journeys');
const WAYS: Readonly<Record<'api' | 'browser', JourneysInput['browser']>> = {
  api: { kind: 'gap', gap: 'no browser for this test' },
  browser: { kind: 'found', browser: { path: CHROMIUM ?? '', name: 'Chromium of this machine', args: ['--disable-gpu'] } },
};
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="148" height="32"><path d="M8 4"/></svg>';

/** What a portal says where it is well; below `broken` it gives the 503 of the real one. */
const PAGES: Readonly<Record<string, string>> = {
  '/sign-in': '<form method="post" action="/sign-in"><button>Sign in</button></form>',
  '/': '<h1>Workspaces</h1><table><tbody><tr><td><a href="/workspaces/1">Liver atlas</a></td></tr></tbody></table>',
  '/workspaces/1': '<h2>Documents</h2><details open><pre>{"name":"one"}</pre></details>',
  '/search': '<form><input name="q" aria-label="Search datasets"><button>Search</button></form>',
  '/files': '<table><tbody><tr><td><a href="/files/a.csv">a.csv</a></td></tr></tbody></table>',
  '/sessions': '<table><tbody><tr><td><a href="/sessions/s1">s1</a></td></tr></tbody></table>',
  '/sessions/s1': '<pre>open tabs</pre>',
};
const API: Readonly<Record<string, unknown>> = {
  '/health': { stores: {} },
  '/api/sign-in': { email: 'ann@example.org' },
  '/api/workspaces': { workspaces: [{ id: 1, name: 'Liver atlas' }] },
  '/api/workspaces/1/documents': { documents: [{ json: '{"name":"one"}' }] },
  '/api/files': { files: [{ key: 'a.csv' }] },
  '/api/sessions': { sessions: [{ id: 's1' }] },
  '/api/sessions/s1': { state: 'open tabs' },
  '/api/compute': { label: 'portal-compute' },
};

let server: Server;
let url: URL;
let folder: string;
let broken: readonly string[] = [];

beforeAll(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  folder = mkdtempSync(join(tmpdir(), 'redrill-shipped-journeys-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

function serve(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', url);
  const send = (status: number, type: string, body: string): void => { response.writeHead(status, { 'content-type': type }).end(body); };
  const page = (text: string): string => `<!doctype html><title>Portal</title><img src="/logo.svg" alt="Portal">${text}`;
  if (broken.includes(pathname)) return pathname.startsWith('/api/') ? send(503, 'application/json', '{"problem":"NoSuchBucket"}') : send(503, 'text/html', page('<h1>Something is wrong</h1><p role="alert">NoSuchBucket</p>'));
  if (pathname === '/sign-in' && request.method === 'POST') return void response.writeHead(303, { location: '/' }).end();
  const found = searchParams.get('q') === 'liver' ? 3 : 0;
  if (pathname === '/api/search') return send(200, 'application/json', JSON.stringify({ total: found }));
  if (pathname === '/logo.svg') return send(200, 'image/svg+xml', LOGO);
  if (pathname === '/files/a.csv') return send(200, 'text/csv', 'a,b\n');
  if (pathname in API) return send(200, 'application/json', JSON.stringify(API[pathname]));
  const known = PAGES[pathname];
  return known === undefined ? send(404, 'text/html', page('<h1>Not found</h1>')) : send(200, 'text/html', page(`${known}${searchParams.has('q') ? `<p>${found} found</p>` : ''}`));
}

async function tried(by: keyof typeof WAYS, without: readonly string[]): Promise<readonly JourneyResult[]> {
  broken = without;
  const port = playwrightJourneys({ folders: [{ folder: SHIPPED, needsBrowser: false }], serviceUrl: () => url, browser: WAYS[by] });
  return (await port.run({ moment: 'recovered', folder: mkdtempSync(join(folder, 'run-')), signal: new AbortController().signal })).results;
}

const red = (results: readonly JourneyResult[]): readonly string[] => results.filter(({ result }) => result !== 'pass').map(({ name, result }) => `${name}: ${result}`);

describe.each(['api', 'browser'] as const)('the journeys that ship, by %s', (by) => {
  const inThisWay = it.skipIf(by === 'browser' && CHROMIUM === undefined);

  inThisWay('pass on a portal that is well', async () => {
    const results = await tried(by, []);
    expect(results).toHaveLength(6);
    expect(red(results)).toEqual([]);
  }, 120_000);

  inThisWay('go red where the portal answers 503 for what they fetch themselves, and only there', async () => {
    expect(red(await tried(by, ['/files/a.csv', '/api/compute']))).toEqual(['a user downloads a file and sees the logo: fail', 'the compute tier finds its volume: fail']);
    expect(red(await tried(by, ['/logo.svg']))).toEqual(['a user downloads a file and sees the logo: fail']);
  }, 200_000);
});

it('the journeys that ship go red, each of them, where the portal answers 503 for everything behind the sign-in', async () => {
  const results = await tried('api', ['/api/workspaces', '/api/workspaces/1/documents', '/api/search', '/api/files', '/api/sessions', '/api/compute']);
  expect(results.map(({ result }) => result)).toEqual(results.map(() => 'fail'));
}, 120_000);
