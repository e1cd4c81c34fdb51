import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import { awaitMountTargets } from '#stores/efs/await-file-system';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { efsCode } from '#stores/efs/efs-code';
import { efsSdk, withEfs } from '#stores/efs/with-efs';
import { fileSystemTarget, mayGo } from './file-system-target.ts';
import { lookAtTree } from './look-at-tree.ts';
import { requireSafetyCopy } from './safety-copy.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Deletes the mount targets of a file system and then the file system with its access points: what `destroy` with the wrong state does. */
export const deleteFileSystem: FaultModule<Args> = {
  id: 'efs.delete-file-system',
  service: 'efs',
  nature: 'destructive',
  args,
  targets: (context, { store }) => fileSystemTarget(context, context.binding(store), `file system ${context.binding(store).resource} with its mount targets and access points`),
  inject,
  observe: (context, { store }, sample) => lookAtTree(context, store, sample),
};

async function inject(context: DrillContext, { store }: Args): Promise<void> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-operator', region);
  await requireSafetyCopy(context, store);
  await context.effect({
    id: `3-disrupt/efs.delete-file-system/${store}`,
    what: `delete file system ${resource} with its mount targets`,
    destructive: true,
    probe: async () => (await isGoing(access, resource) ? { system: resource } : undefined),
    act: async () => {
      const system = await describeFileSystem(access, resource);
      if (system === null) return { system: resource };
      mayGo(context, system);
      await removeMountTargets(context, access, resource);
      await refused('FileSystemNotFound', () => withEfs(access, (client) => client.send(new (efsSdk().DeleteFileSystemCommand)({ FileSystemId: resource }))));
      return { system: resource };
    },
  });
}

async function isGoing(access: AwsAccess, id: string): Promise<boolean> {
  const state = (await describeFileSystem(access, id))?.LifeCycleState;
  return state === undefined || state === 'deleting' || state === 'deleted';
}

async function removeMountTargets(context: DrillContext, access: AwsAccess, id: string): Promise<void> {
  const { MountTargets = [] } = await withEfs(access, (client) => client.send(new (efsSdk().DescribeMountTargetsCommand)({ FileSystemId: id })));
  for (const { MountTargetId } of MountTargets) await refused('MountTargetNotFound', () => withEfs(access, (client) => client.send(new (efsSdk().DeleteMountTargetCommand)({ MountTargetId }))));
  await awaitMountTargets(context, access, { id, until: 'gone' });
}

/** What is gone already is what was asked for. */
async function refused(code: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (efsCode(error) !== code) throw error;
  }
}
