import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, isProgram } from '../fetch/find-program.ts';

/** A Chromium for journeys, screenshots and PDF. */
export type FindChromium =
  | { readonly kind: 'found'; readonly executablePath: string; readonly version: string; /** In words, for `redrill doctor` and the report. */ readonly how: string }
  | { readonly kind: 'gap'; /** What is missing and what to do, in one sentence. */ readonly gap: string };

export interface FindChromiumInput {
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Options for Playwright's `chromium.launch`, beside `executablePath`: quiet, offline, and able to run as root and in containers. */
export const CHROMIUM_LAUNCH: { readonly chromiumSandbox: boolean; readonly args: readonly string[] } = {
  chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'chrome-headless-shell', 'headless_shell'] as const;
const PROGRAMS = ['chrome', 'headless_shell', 'chrome-headless-shell'] as const;

const run = promisify(execFile);

/** Finds Chromium: REDRILL_CHROMIUM, PATH, then the folder that `playwright install` fills. A REDRILL_CHROMIUM that does not run is a gap, never passed over. */
export async function findChromium({ env = process.env }: FindChromiumInput = {}): Promise<FindChromium> {
  const named = env['REDRILL_CHROMIUM'] ?? '';
  if (named !== '') return await chromiumAt(named, 'named by REDRILL_CHROMIUM') ?? { kind: 'gap', gap: `REDRILL_CHROMIUM is ${named}, which is no Chromium that runs here: correct it, or unset it` };
  for (const name of NAMES) {
    const bin = findProgram(name, env['PATH'] ?? '');
    const found = bin === null ? null : await chromiumAt(bin, `on the PATH as ${bin}`);
    if (found !== null) return found;
  }
  for (const bin of playwrightPrograms(env)) {
    const found = await chromiumAt(bin, `of Playwright at ${bin}`);
    if (found !== null) return found;
  }
  return { kind: 'gap', gap: 'no Chromium is on the PATH, named by REDRILL_CHROMIUM or installed by Playwright: install one, for example with "npx playwright install chromium"' };
}

/** Programs below Playwright's own folder, newest revision first. */
function playwrightPrograms(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const asked = env['PLAYWRIGHT_BROWSERS_PATH'] ?? '';
  const folder = asked.startsWith('/') ? asked : join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? '/', '.cache'), 'ms-playwright');
  if (!existsSync(folder)) return [];
  const revisions = readdirSync(folder).filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name)).toSorted((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]));
  return revisions.flatMap((name) => readdirSync(join(folder, name)).flatMap((inner) => PROGRAMS.map((program) => join(folder, name, inner, program)))).filter(isProgram);
}

async function chromiumAt(bin: string, how: string): Promise<Extract<FindChromium, { readonly kind: 'found' }> | null> {
  if (!isProgram(bin)) return null;
  try {
    const { stdout } = await run(bin, ['--version'], { timeout: 10_000, cwd: '/' });
    const version = /\d+\.\d+\.\d+\.\d+/.exec(stdout)?.[0];
    return version === undefined ? null : { kind: 'found', executablePath: bin, version, how: `Chromium ${version} ${how}` };
  } catch {
    // a wrapper of a browser that is not there, or a library is missing: the same as no browser
    return null;
  }
}
