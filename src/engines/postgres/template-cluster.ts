import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomToken } from '#kit/ids';
import { buildAside } from '../build-aside.ts';
import { giveToEngine } from '../run-as.ts';
import { runProgram } from '../run-program.ts';
import type { InstalledPostgres } from './install-postgres.ts';

/** Changes when a template of an older redrill would not do any more. */
const FORMAT = 1;

export const SUPERUSER = 'rdsadmin';

/** An empty cluster that is copied for each new server: initdb takes many times as long as a copy. */
export interface TemplateCluster {
  readonly data: string;
  /** Password of the superuser in a fresh copy. */
  readonly secret: string;
}

/** Makes the template at first use: 1 MB WAL segments, checksums, UTF8, locale C, passwords asked of everyone. */
export async function templateCluster({ folder, initdb }: Pick<InstalledPostgres, 'folder' | 'initdb'>): Promise<TemplateCluster> {
  const template = await buildAside(join(folder, `template-${FORMAT}`), async (aside) => {
    const [data, secret, forInitdb] = [join(aside, 'data'), join(aside, 'secret'), join(aside, 'pwfile')];
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(secret, randomToken(24), { mode: 0o600 });
    writeFileSync(forInitdb, readFileSync(secret), { mode: 0o600 });
    for (const path of [data, forInitdb]) giveToEngine(path);
    await runProgram(initdb, ['-D', data, '-U', SUPERUSER, `--pwfile=${forInitdb}`, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--wal-segsize=1', '--data-checksums', '--no-sync', '--no-instructions', '-c', 'min_wal_size=2MB']);
    rmSync(forInitdb);
    chmodSync(aside, 0o755);
  });
  return { data: join(template, 'data'), secret: readFileSync(join(template, 'secret'), 'utf8') };
}

/** A new data folder from the template in place of what `data` held; the folder above it must belong to the engines' user. */
export async function cloneTemplate(template: TemplateCluster, data: string): Promise<void> {
  if (existsSync(data)) rmSync(data, { recursive: true });
  await runProgram('/bin/cp', ['-a', '--reflink=auto', template.data, data]);
}
