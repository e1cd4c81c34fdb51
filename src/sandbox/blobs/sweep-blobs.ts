import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stagingFolder } from './stage-body.ts';

/** Removes what a killed process left behind: half-written bodies and files that no committed row refers to. Run once, before the first write. */
export function sweepBlobs(folder: string, isKnown: (digest: string) => boolean): void {
  if (!existsSync(folder)) return;
  const staging = stagingFolder(folder);
  for (const name of existsSync(staging) ? readdirSync(staging) : []) rmSync(join(staging, name), { force: true });
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.length !== 2) continue;
    for (const digest of readdirSync(join(folder, entry.name))) {
      if (!isKnown(digest)) rmSync(join(folder, entry.name, digest), { force: true });
    }
  }
}
