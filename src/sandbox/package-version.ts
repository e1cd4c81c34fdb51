import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of redrill from its package.json, which lies above the sources and above dist/ at different depths. */
export function packageVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (name === 'redrill' && version) return version;
  }
  return 'unknown';
}
