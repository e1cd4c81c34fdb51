import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxContext } from '../../../service.ts';

/** The folder on this machine that holds the files of a file system. */
export function treePath({ state }: Pick<SandboxContext, 'state'>, id: string): string {
  return join(state, 'efs', id);
}

/** Makes the folder of a new file system: empty, owned by root, as EFS makes it. */
export function makeTree(context: Pick<SandboxContext, 'state'>, id: string): void {
  mkdirSync(treePath(context, id), { recursive: true, mode: 0o755 });
}
