import { readdir } from 'node:fs/promises';
import type { Binding, DrillContext, MutationModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { mounted } from '#stores/efs/mounted';
import { REDRILL_FOLDER } from '#stores/efs/names';
import { walkTree, type TreeEntry } from '#stores/efs/walk-tree';
import { withSpoilt } from '../with-spoilt.ts';

/** A restore that goes wrong after one of its steps. `spoil` may give the paths, as people read them, that it spoilt. */
export function afterStep(step: string, spoil: (context: DrillContext, restored: Binding) => Promise<readonly string[] | void>): Pick<Required<MutationModule>, 'kind' | 'step' | 'around'> {
  return {
    kind: 'restore',
    step,
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      return withSpoilt(result, await spoil(context, context.candidate(store.id)));
    },
  };
}

/** Where no release check looks any more: after the last step that changes the store. `spoil` gets the folder of the restored files. */
export function filesAfterRePoint(spoil: (root: string, context: DrillContext) => Promise<readonly string[] | void>): ReturnType<typeof afterStep> {
  return afterStep('efs.re-point', async (context, binding) => spoil(await mounted(context, binding), context));
}

/** The same after the files were moved to where they belong, before the release checks. */
export function filesAfterMove(spoil: (root: string, context: DrillContext) => Promise<void>): ReturnType<typeof afterStep> {
  return afterStep('efs.move-out', async (context, binding) => spoil(await mounted(context, binding), context));
}

/** The file of a user that nobody has written for longest: its loss or change is nobody's doing but ours. */
export async function settledFile(root: string): Promise<TreeEntry> {
  let oldest: TreeEntry | null = null;
  if ((await readdir(root)).length > 0) {
    for await (const entry of walkTree(root, { without: (path) => path === REDRILL_FOLDER })) {
      if (entry.kind === 'file' && entry.links === 1 && entry.sizeBytes > 0 && (oldest === null || entry.mtimeMicros < oldest.mtimeMicros)) oldest = entry;
    }
  }
  if (oldest === null) throw new RedrillError('mutation.nothing-to-spoil', `the file system at ${root} holds no ordinary file to spoil`, { actor: 'platform' });
  return oldest;
}
