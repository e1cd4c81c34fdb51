import { readdir, rmdir } from 'node:fs/promises';
import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { microsOf } from '#kit/time';
import { mounted } from '#stores/efs/mounted';
import { datedMicros, pathBytes } from '#stores/efs/names';
import { walkTree } from '#stores/efs/walk-tree';
import { moveContents } from './move-contents.ts';

const args = z.strictObject({
  store: z.string(),
  /** When the restore was asked for (ISO): older dated folders belong to somebody else. */
  since: z.string(),
});
type Args = z.output<typeof args>;

/** Moves what AWS Backup restored out of its dated folder to where applications look for it. */
export const moveOut: StepModule<Args> = { id: 'efs.move-out', with: args, marks: 'restore', effects: ['files are moved from aws-backup-restore_<time>/ to the root'], run };

interface Moved {
  readonly folders: readonly string[];
  readonly moved: number;
}

async function run(context: DrillContext, { store, since }: Args): Promise<StepResult> {
  const binding = context.candidate(store);
  const root = await mounted(context, binding);
  const outputs = await context.effect<Moved>({
    id: `4-recover/efs.move-out/${store}`,
    what: `move the restored files of ${binding.resource} out of the dated folder`,
    destructive: false,
    // What was moved already is not there any more: repeating it finishes it.
    probe: async () => undefined,
    act: async () => {
      const folders = await datedSince(root, since);
      const amount = { objects: await countIn(root, folders), bytes: 0 };
      const moved = await context.modelled('efs-move', amount, async () => {
        let count = 0;
        for (const folder of folders) {
          count += await moveContents(root, { from: folder, to: '' });
          await rmdir(pathBytes(root, folder));
        }
        return count;
      });
      if (folders.length === 0 && (await readdir(root)).length === 0) throw new RedrillError('restore.no-dated-folder', `the file system ${binding.resource} holds no folder aws-backup-restore_... made since ${since}, and nothing else: the restore brought nothing`, { actor: 'platform' });
      return { folders, moved };
    },
  });
  return { outputs: { system: binding.resource, ...outputs } };
}

async function datedSince(root: string, since: string): Promise<readonly string[]> {
  // the name holds whole milliseconds
  const from = microsOf(since) - 1000;
  return (await readdir(root)).filter((name) => name.startsWith('aws-backup-restore_') && (datedMicros(name) ?? 0) >= from).sort();
}

/** A rename for each thing that is no folder, at the most. */
async function countIn(root: string, folders: readonly string[]): Promise<number> {
  let count = 0;
  for (const folder of folders) for await (const { kind } of walkTree(root, { from: folder })) if (kind !== 'folder') count += 1;
  return count;
}
