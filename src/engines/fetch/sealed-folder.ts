import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256 } from '#kit/digest';

const SEAL = '.redrill-seal.json';

/** Writes the SHA-256 of every file below a folder into it, when it is complete. What lies in it may be read by everyone, whatever the umask: engines run as another user. */
export async function sealFolder(folder: string): Promise<void> {
  openToAll(folder);
  writeFileSync(join(folder, SEAL), JSON.stringify(await digests(folder)));
}

/** Why a sealed folder is not what was put there, with what to remove; null when it is. */
export async function brokenSeal(folder: string, remove: string = folder): Promise<string | null> {
  const file = join(folder, SEAL);
  const repair = `remove ${remove} and run again with a network`;
  if (!existsSync(file)) return `${folder} has no list of its files (${SEAL}): ${repair}`;
  const expected = listed(readFileSync(file, 'utf8'));
  if (expected === null) return `${file} is not a list of files: ${repair}`;
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

function openToAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

/** Null for what was cut off while it was written. */
function listed(text: string): Readonly<Record<string, string>> | null {
  try {
    const list: unknown = JSON.parse(text);
    return typeof list === 'object' && list !== null ? list as Readonly<Record<string, string>> : null;
  } catch {
    // the caller says what to remove; the parser's words would not help
    return null;
  }
}

async function digests(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((path) => path !== join(folder, SEAL)).toSorted();
  const all: Record<string, string> = {};
  for (const path of files) all[relative(folder, path)] = sha256(await readFile(path));
  return all;
}
