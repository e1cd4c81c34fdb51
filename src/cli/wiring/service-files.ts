import { statSync } from 'node:fs';
import type { ResolvedConfig } from '#contract/config.schema';
import { usageError } from '#kit/redrill-error';

/**
 * Journeys and load are looked for before anything is seeded: a baseline that finds out later that their files are missing has cost minutes.
 * Throws RedrillError `config.service-files` (exit 64) that names each file or folder that is not there.
 */
export function checkServiceFiles({ service }: Pick<ResolvedConfig, 'service'>, file: string): void {
  const problems = [
    ...service.journeys.flatMap(({ folder }, n) => (kindOf(folder) === 'folder' ? [] : [`${file}: service.journeys[${n}].folder must be a folder with specs of Playwright Test, got ${folder}, ${told(folder)}; make it, or leave journeys out with --without journeys`])),
    ...(service.load === null || kindOf(service.load) === 'file' ? [] : [`${file}: service.load must be a script of k6, got ${service.load}, ${told(service.load)}; write it, or leave it out with --without load`]),
  ];
  if (problems.length > 0) throw usageError('config.service-files', problems.join('\n'));
}

function kindOf(path: string): 'file' | 'folder' | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return found.isDirectory() ? 'folder' : 'file';
}

function told(path: string): string {
  const kind = kindOf(path);
  return kind === null ? 'which does not exist' : `which is a ${kind}`;
}
