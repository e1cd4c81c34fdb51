import { isAbsolute, normalize } from 'node:path';
import type { ControlPort } from '#contract/aws';
import type { Binding, DrillContext } from '#contract/modules';
import { RedrillError, usageError } from '#kit/redrill-error';

/**
 * The folder in which the file system of a binding is mounted on this machine. Throws `efs.NotMounted` while it cannot be reached, and says
 * what is missing where there is no sandbox that gives one.
 */
export async function mounted({ targets }: Pick<DrillContext, 'targets'>, binding: Pick<Binding, 'resource' | 'account' | 'region'>): Promise<string> {
  if (targets.control === null) throw usageError('efs.no-mount', `the files of ${binding.resource} can only be read and written where it is mounted: this account gives no path, so a machine inside its network that mounts it is needed`);
  return mountPath(targets.control, binding);
}

/** The same for whoever has a control port of its own. */
export async function mountPath(control: Pick<ControlPort, 'call'>, { resource, account, region }: Pick<Binding, 'resource' | 'account' | 'region'>): Promise<string> {
  const path = await askPath(control, { fileSystemId: resource, account, region });
  if (path === null) throw new RedrillError('efs.NotMounted', `the file system ${resource} cannot be mounted: none of its mount targets is available`, { actor: 'platform' });
  // everything below it may be deleted by a drill
  if (!isAbsolute(path) || normalize(path) !== path || path.split('/').length < 3) throw new RedrillError('efs.OddMount', `the file system ${resource} is said to be mounted at ${path}, which cannot be the folder of a file system`, { actor: 'platform' });
  return path;
}

async function askPath(control: Pick<ControlPort, 'call'>, params: { readonly fileSystemId: string; readonly account: string; readonly region: string }): Promise<string | null> {
  try {
    return ((await control.call('mount', params)) as { readonly path: string | null }).path;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'FileSystemNotFound') throw new RedrillError('efs.NoFileSystem', `there is no file system ${params.fileSystemId} in account ${params.account}, ${params.region}`, { actor: 'platform', cause: error });
    throw error;
  }
}
