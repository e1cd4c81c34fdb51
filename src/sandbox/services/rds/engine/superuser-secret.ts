import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '#kit/ids';

/** The superuser's password in every cluster of one sandbox; made at first use and kept beside the clusters. */
export function superuserSecret(folder: string): string {
  const path = join(folder, 'rdsadmin');
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, randomToken(24), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readFileSync(path, 'utf8');
}
