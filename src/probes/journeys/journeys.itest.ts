import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneysReading } from '#contract/user-service';
import { playwrightJourneys } from './journeys.ts';
import type { JourneysInput } from './journeys.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const GAP: JourneysInput['browser'] = { kind: 'gap', gap: 'no browser for this test' };

let server: Server;
let url: URL;
let folder: string;

beforeAll(async () => {
  server = createServer((_, response) => { response.setHeader('content-type', 'text/html'); response.end('<title>Portal</title><h1>Workspaces</h1>'); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  folder = mkdtempSync(join(tmpdir(), 'redrill-journeys-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(import.meta.dirname, '../../../node_modules/playwright'), join(folder, 'node_modules/playwright'));
  specs('either', `
    import { test, expect } from 'playwright/test';
    test('the list of workspaces is served', async ({ request }) => { expect(await (await request.get('/')).text()).toContain('Workspaces'); });
    test.describe('search', () => { test('finds nothing that is not there', async ({ request }) => { expect(await (await request.get('/')).text()).toContain('Datasets'); }); });
    test('is told what it is run by', async () => { test.skip(process.env.REDRILL_JOURNEYS_BY === 'api', 'only a browser can draw'); });`);
  specs('browser', `
    import { test, expect } from 'playwright/test';
    test('a user sees the heading', async ({ page }) => { await page.goto('/'); await expect(page.getByRole('heading')).toHaveText('Workspaces'); });`);
  specs('broken', 'this is no TypeScript');
  mkdirSync(join(folder, 'empty'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

function specs(name: string, text: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'portal.spec.ts'), text);
}

function tried(name: string, more: Partial<JourneysInput> & { readonly needsBrowser?: boolean } = {}): Promise<JourneysReading> {
  const { needsBrowser = false, ...input } = more;
  const port = playwrightJourneys({ folders: [{ folder: join(folder, name), needsBrowser }], serviceUrl: () => url, browser: GAP, ...input });
  return port.run({ moment: 'end', folder: mkdtempSync(join(folder, 'run-')), signal: new AbortController().signal });
}

describe('journeys of users', () => {
  it('run by HTTP alone where there is no browser, each with its result and its reason', async () => {
    const read = await tried('either');
    expect(read).toMatchObject({ by: 'api', browser: null, screenshot: null });
    expect(read.results.map(({ name, result }) => [name, result])).toEqual([['the list of workspaces is served', 'pass'], ['is told what it is run by', 'not-exercised'], ['search > finds nothing that is not there', 'fail']]);
    expect(read.results[1]?.why).toBe('only a browser can draw');
    expect(read.results[2]?.why).toContain('Datasets');
  }, 60_000);

  it('that need a browser are named as not exercised without one', async () => {
    const read = await tried('browser', { needsBrowser: true });
    expect(read.results).toEqual([expect.objectContaining({ result: 'not-exercised', why: 'they need a browser: no browser for this test' })]);
  });

  it.skipIf(CHROMIUM === undefined)('run in a real browser when there is one, and leave a picture of what users saw', async () => {
    const run = mkdtempSync(join(folder, 'run-'));
    const port = playwrightJourneys({ folders: [{ folder: join(folder, 'browser'), needsBrowser: true }], serviceUrl: () => url, browser: { kind: 'found', browser: { path: CHROMIUM ?? '', name: 'Chromium of this machine', args: ['--disable-gpu'] } } });
    const read = await port.run({ moment: 'end', folder: run, signal: new AbortController().signal });
    expect(read).toMatchObject({ by: 'browser', browser: 'Chromium of this machine', screenshot: 'journeys/end.png', results: [{ name: 'a user sees the heading', result: 'pass' }] });
    expect(existsSync(join(run, 'journeys/end.png'))).toBe(true);
  }, 60_000);

  it('fail when the specs cannot be read, when there are none, and when nobody knows where the platform is', async () => {
    const [broken, empty, nowhere] = [await tried('broken'), await tried('empty'), await tried('either', { serviceUrl: () => null })];
    for (const read of [broken, empty, nowhere]) expect(read.results).toEqual([expect.objectContaining({ result: 'fail' })]);
    expect(empty.results[0]?.why).toContain('no journey');
    expect(nowhere.results[0]?.why).toContain('service.url');
  }, 60_000);

  it('end with the drill: a signal stops Playwright at once', async () => {
    const stop = new AbortController();
    const port = playwrightJourneys({ folders: [{ folder: join(folder, 'either'), needsBrowser: false }], serviceUrl: () => url, browser: GAP });
    const tries = port.run({ moment: 'end', folder: mkdtempSync(join(folder, 'run-')), signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(tries).rejects.toThrow();
  }, 60_000);
});
