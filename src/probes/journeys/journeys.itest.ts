import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneysReading } from '#contract/user-service';
import { childrenOf, exactProcess, haveEnded } from '#engines/exact-process';
import type { ExactProcess } from '#engines/exact-process';
import { realSleep } from '#kit/wall-clock';
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
  specs('interrupted', `
    import { test } from 'playwright/test';
    test('is under way', async () => { process.kill(process.ppid, 'SIGINT'); await new Promise(() => undefined); });
    test('comes later', async () => undefined);`);
  specs('waits', `
    import { test } from 'playwright/test';
    import { existsSync, writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    test('a user waits', async ({ playwright, launchOptions }, { config }) => {
      const here = config.projects[0].testDir;
      if (process.env.REDRILL_JOURNEYS_BY === 'browser') await (await playwright.chromium.launch(launchOptions)).newPage();
      writeFileSync(join(here, 'begun'), String(process.pid));
      while (!existsSync(join(here, 'go'))) await new Promise((resolve) => setTimeout(resolve, 20));
    });`);
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
    expect(read).toMatchObject({ by: 'api', browser: null, screenshot: null, folders: [join(folder, 'either')] });
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

  it('that were interrupted are no success: neither the one under way nor those that were never begun', async () => {
    await expect(tried('interrupted')).rejects.toThrow('cut short');
  }, 60_000);

  it('end with the drill: a signal stops Playwright at once, and no process of it is left', async () => {
    const stop = new AbortController();
    const port = playwrightJourneys({ folders: [{ folder: waiting(), needsBrowser: false }], serviceUrl: () => url, browser: GAP });
    const tries = port.run({ moment: 'end', folder: mkdtempSync(join(folder, 'run-')), signal: stop.signal });
    const begun = await treeOfWorker();
    stop.abort(new Error('enough'));
    await expect(tries).rejects.toThrow('enough');
    expect(await haveEnded(begun, 10_000)).toBe(true);
  }, 60_000);
});

describe('journeys of a drill at a terminal', () => {
  it('go on at a Ctrl-C, which is meant for the drill, and tell what users could do', async () => {
    const drill = startDrill(GAP);
    await treeOfWorker();
    process.kill(-(drill.child.pid ?? 0), 'SIGINT');
    writeFileSync(join(folder, 'waits', 'go'), '');
    expect(JSON.parse(await drill.said)).toMatchObject({ signals: 1, results: [{ name: 'a user waits', result: 'pass' }] });
  }, 60_000);

  it('leave no process behind when the drill is killed', () => leaveNothing(GAP, 1), 60_000);

  it.skipIf(CHROMIUM === undefined)('leave no browser behind when the drill is killed', () => leaveNothing({ kind: 'found', browser: { path: CHROMIUM ?? '', name: 'Chromium', args: ['--disable-gpu'] } }, 3), 60_000);
});

async function leaveNothing(browser: JourneysInput['browser'], atLeast: number): Promise<void> {
  const drill = startDrill(browser);
  const begun = await treeOfWorker();
  expect(begun.length).toBeGreaterThanOrEqual(atLeast);
  drill.child.kill('SIGKILL');
  await drill.said;
  expect(await haveEnded(begun, 20_000)).toBe(true);
}

/** The folder of the journey that waits, as if it had never been tried. */
function waiting(): string {
  for (const name of ['begun', 'go']) rmSync(join(folder, 'waits', name), { force: true });
  return join(folder, 'waits');
}

/** A process of its own that lets users try once, alone in a process group as a drill at a terminal is. */
function startDrill(browser: JourneysInput['browser']): { readonly child: ChildProcess; readonly said: Promise<string> } {
  const input = { folders: [{ folder: waiting(), needsBrowser: false }], browser };
  const script = `
    import { playwrightJourneys } from ${JSON.stringify(join(import.meta.dirname, 'journeys.ts'))};
    let signals = 0;
    process.on('SIGINT', () => { signals += 1; });
    const port = playwrightJourneys({ ...${JSON.stringify(input)}, serviceUrl: () => new URL(${JSON.stringify(url.href)}) });
    const read = await port.run({ moment: 'end', folder: ${JSON.stringify(mkdtempSync(join(folder, 'run-')))}, signal: new AbortController().signal });
    console.log(JSON.stringify({ signals, results: read.results }));`;
  const child = spawn(process.execPath, ['--conditions=redrill-source', '--input-type=module', '-e', script], { cwd: join(import.meta.dirname, '../../..'), detached: true, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: mkdtempSync(join(folder, 'tmp-')) } });
  let said = '';
  child.stdout.on('data', (part: Buffer) => { said += part.toString(); });
  return { child, said: once(child, 'close').then(() => said) };
}

/** The worker of the journey that waits, with everything below it, once it waits. */
async function treeOfWorker(): Promise<readonly ExactProcess[]> {
  const begun = join(folder, 'waits', 'begun');
  while (!existsSync(begun)) await realSleep(20);
  const worker = exactProcess(Number(readFileSync(begun, 'utf8')));
  const below = (one: ExactProcess): readonly ExactProcess[] => [one, ...childrenOf(one.pid).flatMap(below)];
  return worker === null ? [] : below(worker);
}
