import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this copy of redrill lives, and how it runs. */
export interface PackageInfo {
  /** The folder of package.json. */
  readonly root: string;
  /** The folder that holds src/, scenarios/ and the reference config: the root of a clone, or dist/ of an installed package. */
  readonly base: string;
  readonly clone: boolean;
  readonly shippedConfig: string;
  readonly shippedScenarios: string;
}

export function packageInfo(): PackageInfo {
  const here = fileURLToPath(import.meta.url);
  const base = dirname(dirname(dirname(dirname(here))));
  const clone = here.endsWith('.ts');
  const root = clone || existsSync(join(base, 'package.json')) ? base : dirname(base);
  return { root, base, clone, shippedConfig: join(base, clone ? 'harness.config.ts' : 'harness.config.js'), shippedScenarios: join(base, 'scenarios') };
}

/** The version in package.json. */
export function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageInfo().root, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}
