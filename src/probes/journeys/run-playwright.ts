import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { JourneyMoment, JourneyResult } from '#contract/user-service';
import { RedrillError } from '#kit/redrill-error';
import { withDeadline } from '#kit/wall-clock';
import type { JourneyBrowser } from './journeys.ts';
import { readPlaywrightReport } from './read-playwright-report.ts';

export interface PlaywrightInput {
  readonly folder: string;
  /** Where its configuration, its report and its pictures go. */
  readonly output: string;
  readonly url: URL;
  readonly browser: JourneyBrowser | null;
  readonly moment: JourneyMoment;
  readonly signal: AbortSignal;
}

export interface JourneyRun {
  readonly results: readonly JourneyResult[];
  /** Whole path of the last picture of a journey that worked. */
  readonly screenshot: string | null;
}

const DEADLINE_MS = 360_000;
const KEPT = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'] as const;

/** Runs one folder of specs with Playwright Test in a process of its own: the folder's own copy where it has one, else the one of redrill. */
export async function runPlaywright(input: PlaywrightInput): Promise<JourneyRun> {
  const folder = resolve(input.folder);
  if (!existsSync(folder)) return { results: [{ name: `journeys of ${input.folder}`, result: 'fail', seconds: 0, why: `the folder ${folder} does not exist` }], screenshot: null };
  const report = join(input.output, 'report.json');
  const config = join(input.output, 'playwright.config.mjs');
  await writeFile(config, configText(input, { folder, report }));
  const said = await withDeadline(DEADLINE_MS, (signal) => run([playwrightOf(folder), 'test', '--config', config], { cwd: folder, env: environmentOf(input), signal }), input.signal);
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) throw new RedrillError('journeys.no-report', `Playwright ended with ${said.exitCode} and wrote no report for ${folder}: ${said.output.trim().split('\n').slice(-3).join(' ') || 'it said nothing'}`);
  return readPlaywrightReport(JSON.parse(text), folder);
}

/** A plain object: it needs no import, whichever copy of Playwright reads it. */
function configText({ output, url, browser, moment }: PlaywrightInput, { folder, report }: { readonly folder: string; readonly report: string }): string {
  const config = {
    testDir: folder,
    testMatch: /.*\.spec\.[cm]?[jt]s$/.source,
    outputDir: join(output, 'artifacts'),
    workers: 1,
    retries: 0,
    timeout: 60_000,
    reporter: [['json', { outputFile: report }]],
    use: {
      baseURL: url.href,
      screenshot: browser === null || moment === 'baseline' ? 'off' : 'on',
      ...(browser === null ? {} : { launchOptions: { executablePath: browser.path, args: browser.args, chromiumSandbox: false } }),
    },
  };
  const { testMatch, ...rest } = config;
  return `export default { testMatch: new RegExp(${JSON.stringify(testMatch)}), ...${JSON.stringify(rest, null, 2)} };\n`;
}

function playwrightOf(folder: string): string {
  for (const [from, name] of [[join(folder, 'x.js'), '@playwright/test/package.json'], [join(folder, 'x.js'), 'playwright/package.json'], [import.meta.url, 'playwright/package.json']] as const) {
    try {
      return join(createRequire(from).resolve(name), '..', 'cli.js');
    } catch {
      // Not installed there: the next place is asked, and the last one comes with redrill.
      continue;
    }
  }
  throw new RedrillError('journeys.no-playwright', 'the package "playwright" is not installed: run npm ci in the folder of redrill');
}

function environmentOf({ url, browser, moment }: PlaywrightInput): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    REDRILL_SERVICE_URL: url.href,
    REDRILL_JOURNEYS_BY: browser === null ? 'api' : 'browser',
    REDRILL_JOURNEYS_MOMENT: moment,
    // No proxy may stand between a journey and the platform on this machine.
    NO_PROXY: '127.0.0.1,localhost,::1',
  };
}

function run(args: readonly string[], { cwd, env, signal }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal }): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...args], { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { output = (output + part.toString('utf8')).slice(-4000); });
    child.on('error', failed);
    child.on('close', (exitCode) => done({ exitCode, output }));
  });
}
