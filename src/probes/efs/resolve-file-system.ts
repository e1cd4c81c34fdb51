import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { readPointer } from '#targets/pointer';

/** The file system that the store's pointer names now; null when there is no pointer. */
export async function resolveFileSystem(context: DrillContext, store: StoreConfig): Promise<string | null> {
  const access = context.targets.access('drill-observer', context.binding(store.id).region);
  const id = await readPointer(access, store.pointer);
  if (id === null) return null;
  if ((await describeFileSystem(access, id)) === null) throw new RedrillError('efs.pointer-astray', `the pointer ${store.pointer} says ${id}, and account ${access.account} has no such file system in ${access.region}: was it deleted or the pointer changed by hand?`, { actor: 'platform' });
  return id;
}
