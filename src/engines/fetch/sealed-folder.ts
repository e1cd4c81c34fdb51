import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256 } from '#kit/digest';

const SEAL = '.redrill-seal.json';

/** Writes the SHA-256 of every file below a folder into it, when it is complete. */
export async function sealFolder(folder: string): Promise<void> {
  writeFileSync(join(folder, SEAL), JSON.stringify(await digests(folder)));
}

/** Why a sealed folder is not what was put there, with what to remove; null when it is. */
export async function brokenSeal(folder: string, remove: string = folder): Promise<string | null> {
  const file = join(folder, SEAL);
  const repair = `remove ${remove} and run again with a network`;
  if (!existsSync(file)) return `${folder} has no list of its files (${SEAL}): ${repair}`;
  const expected = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
  const found = await digests(folder);
  for (const [name, digest] of Object.entries(expected)) {
    if (found[name] === undefined) return `${join(folder, name)} is missing: ${repair}`;
    if (found[name] !== digest) return `${join(folder, name)} has SHA-256 ${found[name]}, expected ${digest}: ${repair}`;
  }
  const extra = Object.keys(found).find((name) => !Object.hasOwn(expected, name));
  return extra === undefined ? null : `${join(folder, extra)} was not put there by redrill: ${repair}`;
}

/** A folder built out of this one has its own list. */
export function isSeal(path: string): boolean {
  return path.endsWith(SEAL);
}

async function digests(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((path) => path !== join(folder, SEAL)).toSorted();
  const all: Record<string, string> = {};
  for (const path of files) all[relative(folder, path)] = sha256(await readFile(path));
  return all;
}
