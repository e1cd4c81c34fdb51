import { existsSync, statSync } from 'node:fs';
import type { ResolvedConfig } from '#contract/config.schema';
import { packageInfo } from './package-info.ts';

/**
 * What is wrong with the files that journeys and load are made of, a sentence each. They are looked for before anything is seeded: a baseline that
 * finds out later that they are missing has cost minutes.
 */
export function serviceFileProblems({ service }: Pick<ResolvedConfig, 'service'>, file: string): readonly string[] {
  const load = service.load === null ? null : shippedFile(service.load);
  return [
    ...service.journeys.flatMap(({ folder }, n) => (kindOf(folder) === 'folder' ? [] : [`${file}: service.journeys[${n}].folder must be a folder with specs of Playwright Test, got ${folder}, ${told(folder)}; make it, or leave journeys out with --without journeys`])),
    ...(load === null || kindOf(load) === 'file' ? [] : [`${file}: service.load must be a script of k6, got ${load}, ${told(load)}; write it, or leave it out with --without load`]),
  ];
}

/** The reference config names its own files as they lie in a clone; an installed package holds them compiled. Nothing stands in for a user's file. */
export function shippedFile(path: string): string {
  const compiled = path.replace(/\.ts$/, '.js');
  return path.startsWith(`${packageInfo().base}/`) && !existsSync(path) && existsSync(compiled) ? compiled : path;
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
