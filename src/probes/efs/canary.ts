import { readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CanaryProbe, DrillContext, ProbeReading } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { mounted } from '#stores/efs/mounted';
import { pathBytes, REDRILL_FOLDER, shownPath } from '#stores/efs/names';
import { SESSION_FILE } from '#stores/efs/session';
import { walkTree } from '#stores/efs/walk-tree';
import { readPointer } from '#targets/pointer';
import { failedLook } from './failed-look.ts';

/** What an application does: find the file system through the pointer, mount it, open a saved session, keep a file. */
export const efsCanary: CanaryProbe = { service: 'efs', run };

async function run(context: DrillContext, store: StoreConfig): Promise<ProbeReading> {
  try {
    const resource = await readPointer(context.targets.access('platform-app', context.binding(store.id).region), store.pointer);
    if (resource === null) return { result: 'fail', detail: `the pointer ${store.pointer} does not exist` };
    const root = await mounted(context, { ...context.binding(store.id), resource });
    const read = await readSomething(root);
    if (read === null) return { result: 'fail', detail: `the file system ${resource} can be mounted but holds no file of a user` };
    await writeReadDelete(root, context.run.id);
    return { result: 'pass', detail: `read ${JSON.stringify(read)} in ${resource}, wrote, read back and removed a file` };
  } catch (error) {
    return failedLook(error);
  }
}

/** A session where there is one, else any file; the names of folders that AWS Backup made are no place where a user looks. */
async function readSomething(root: string): Promise<string | null> {
  let any: string | null = null;
  for (const name of (await readdir(root)).filter((one) => one !== REDRILL_FOLDER && !one.startsWith('aws-backup-'))) {
    for await (const { kind, path } of walkTree(root, { from: Buffer.from(name).toString('latin1') })) {
      if (kind !== 'file') continue;
      any ??= path;
      if (path.endsWith(`/${SESSION_FILE}`)) return opened(root, path);
    }
  }
  return any === null ? null : opened(root, any);
}

async function opened(root: string, path: string): Promise<string> {
  await readFile(pathBytes(root, path));
  return shownPath(path);
}

async function writeReadDelete(root: string, run: string): Promise<void> {
  const folder = join(root, REDRILL_FOLDER, 'canary');
  await mkdir(folder, { recursive: true });
  const file = join(folder, run);
  await writeFile(file, run);
  const back = await readFile(file, 'utf8');
  await rm(file);
  if (back !== run) throw new RedrillError('efs.CanaryChanged', 'a file that was just written read back differently', { actor: 'platform' });
}
