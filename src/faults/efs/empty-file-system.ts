import { readdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { DrillContext, FaultModule } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeFileSystem } from '#stores/efs/describe-file-system';
import { mounted } from '#stores/efs/mounted';
import { pathBytes } from '#stores/efs/names';
import { fileSystemTarget, mayGo, treeSize } from './file-system-target.ts';
import { lookAtTree } from './look-at-tree.ts';
import { requireSafetyCopy } from './safety-copy.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Applications go on writing meanwhile, so one sweep may leave a few files behind; this many are always enough. */
const MAX_SWEEPS = 25;

/** Deletes everything in a file system: what a clean-up script does at the wrong mount point. */
export const emptyFileSystem: FaultModule<Args> = {
  id: 'efs.empty-file-system',
  service: 'efs',
  nature: 'destructive',
  args,
  targets: (context, { store }) => fileSystemTarget(context, context.binding(store), `everything in file system ${context.binding(store).resource}`),
  inject,
  observe: (context, { store }, sample) => lookAtTree(context, store, sample),
};

async function inject(context: DrillContext, { store }: Args): Promise<void> {
  const binding = context.binding(store);
  await requireSafetyCopy(context, store);
  await context.effect({
    id: `3-disrupt/efs.empty-file-system/${store}`,
    what: `delete everything in file system ${binding.resource}`,
    destructive: true,
    probe: async () => ((await readdir(await mounted(context, binding))).length === 0 ? { system: binding.resource } : undefined),
    act: async () => {
      const system = await describeFileSystem(context.targets.access('drill-operator', binding.region), binding.resource);
      if (system === null) throw new RedrillError('fault.not-emptied', `there is no file system ${binding.resource}`, { actor: 'platform' });
      mayGo(context, system);
      const root = await mounted(context, binding);
      const { count, bytes } = await treeSize(root);
      await context.modelled('efs-delete-files', { objects: count, bytes }, () => sweepUntilEmpty(root));
      return { system: binding.resource };
    },
  });
}

async function sweepUntilEmpty(root: string): Promise<void> {
  for (let sweep = 1; sweep <= MAX_SWEEPS; sweep += 1) {
    const names = await readdir(root, { encoding: 'buffer' });
    if (names.length === 0) return;
    for (const name of names) await rm(pathBytes(root, name.toString('latin1')), { recursive: true, force: true, maxRetries: 3 });
  }
  throw new RedrillError('fault.never-empty', `the file system at ${root} was refilled faster than it could be emptied, ${MAX_SWEEPS} times over: find what writes to it`, { actor: 'platform' });
}
