import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { mounted } from '#stores/efs/mounted';
import { REDRILL_FOLDER } from '#stores/efs/names';
import { look } from '#stores/efs/walk-tree';
import { readdir } from 'node:fs/promises';

/** One look from a user's side: can the file system be reached, does it hold anything, and are the files there that were there before? */
export async function lookAtTree(context: DrillContext, store: string, sample: readonly string[]): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }> {
  const binding = context.binding(store);
  try {
    const root = await mounted(context, binding);
    const names = (await readdir(root)).filter((name) => name !== REDRILL_FOLDER);
    if (names.length === 0) return { broken: true, detail: `the file system ${binding.resource} is empty` };
    const there = await Promise.all(sample.map((path) => look(root, path)));
    return { broken: false, harmed: there.includes(null), detail: `the file system ${binding.resource} holds ${names.length} entries at its root` };
  } catch (error) {
    const gone = error instanceof RedrillError && (error.code === 'efs.NoFileSystem' || error.code === 'efs.NotMounted');
    return { broken: gone ? true : null, detail: error instanceof Error ? error.message : String(error) };
  }
}
