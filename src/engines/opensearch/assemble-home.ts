import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RedrillError } from '#kit/redrill-error';
import { buildAside } from '../build-aside.ts';
import { cloneTree } from '../clone-tree.ts';
import { brokenSeal, isSeal, sealFolder } from '../fetch/sealed-folder.ts';
import { pluginFolder } from './opensearch-parts.ts';

export interface HomeInput {
  /** Folder of this version in the cache. */
  readonly folder: string;
  readonly withPlugin: boolean;
  /** False: without the analysers of languages that Java has no data for. */
  readonly allLocales: boolean;
}

/** Where a home of these parts is in the cache. */
export function homeFolder({ folder, withPlugin, allLocales }: HomeInput): string {
  return join(folder, `home-${withPlugin ? basename(pluginFolder(folder)) : 'plain'}${allLocales ? '' : '-few-locales'}`);
}

/** Puts the server and its plugin together, once, by hard links. Throws RedrillError cache.broken when a part is not what was fetched. */
export async function assembleHome(input: HomeInput): Promise<string> {
  const home = homeFolder(input);
  return buildAside(home, async (aside) => {
    const server = join(input.folder, 'server');
    await refuseBroken(server, input.folder);
    cloneTree(server, aside, (path) => !isSeal(path) && (input.allLocales || path !== join('modules', 'analysis-common')));
    if (input.withPlugin) {
      await refuseBroken(pluginFolder(input.folder), input.folder);
      cloneTree(pluginFolder(input.folder), join(aside, 'plugins', 'repository-s3'), (path) => !isSeal(path));
    }
    await sealFolder(aside);
  });
}

/** Refuses a folder of the cache that somebody changed (RedrillError cache.broken, naming the file with both digests). */
export async function refuseBroken(folder: string, remove: string): Promise<void> {
  if (!existsSync(folder)) return;
  const broken = await brokenSeal(folder, remove);
  if (broken !== null) throw new RedrillError('cache.broken', broken);
}
