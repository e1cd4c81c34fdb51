import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
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
/** Exit codes of Playwright Test; 130 is an interrupted run, whose tests it calls skipped. */
const ALL_WELL = 0;
const SOME_FAILED = 1;
const KEPT = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'] as const;

/** Runs one folder of specs with Playwright Test in a process of its own: the folder's own copy where it has one, else the one of redrill. */
export async function runPlaywright(input: PlaywrightInput): Promise<JourneyRun> {
  const folder = resolve(input.folder);
  if (!existsSync(folder)) return { results: [{ name: `journeys of ${input.folder}`, result: 'fail', seconds: 0, why: `the folder ${folder} does not exist` }], screenshot: null };
  const report = join(input.output, 'report.json');
  const config = join(input.output, 'playwright.config.mjs');
  // What an earlier try at the same moment said must not be taken for this one's report.
  await rm(report, { force: true });
  await writeFile(config, configText(input, { folder, report }));
  const said = await withDeadline(DEADLINE_MS, (signal) => run([playwrightOf(folder), 'test', '--config', config], { cwd: folder, env: environmentOf(input), signal }), input.signal);
  if (said.exitCode !== ALL_WELL && said.exitCode !== SOME_FAILED) throw new RedrillError('journeys.cut-short', `Playwright was cut short in ${folder} (exit code ${said.exitCode ?? 'unknown'}), so nobody knows what users could do: ${lastWords(said.output)}`);
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) throw new RedrillError('journeys.no-report', `Playwright ended with ${said.exitCode} and wrote no report for ${folder}: ${lastWords(said.output)}`);
  return readPlaywrightReport(JSON.parse(text), folder);
}

function lastWords(output: string): string {
  return output.trim().split('\n').slice(-3).join(' ') || 'it said nothing';
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

/**
 * The shell between us and Playwright. It leads a process group of its own, so that a Ctrl-C at the terminal, which is meant for the drill,
 * does not reach the journeys. It holds the other end of a pipe of ours: when that closes, be it that we were killed, the whole group ends
 * at once. A browser stands outside the group and ends when nobody holds its pipe any more.
 */
const SUPERVISOR = `
exec 4<&0
"$@" </dev/null 4<&- &
tests=$!
( read -r _ <&4; kill -KILL 0 ) >/dev/null 2>&1 &
watcher=$!
exec 4<&-
wait "$tests"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

function run(args: readonly string[], { cwd, env, signal }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal }): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  signal.throwIfAborted();
  return new Promise((done, failed) => {
    const shell = spawn('/bin/sh', ['-c', SUPERVISOR, 'redrill-journeys', process.execPath, ...args], { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (part: Buffer) => { output = (output + part.toString('utf8')).slice(-4000); });
    // Nothing is ever written to it, and a broken pipe says what `close` says.
    shell.stdin.on('error', () => undefined);
    const stop = (): void => { shell.stdin.destroy(); };
    signal.addEventListener('abort', stop, { once: true });
    shell.on('error', failed);
    shell.on('close', (exitCode) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) failed(signal.reason as Error);
      else done({ exitCode, output });
    });
  });
}
