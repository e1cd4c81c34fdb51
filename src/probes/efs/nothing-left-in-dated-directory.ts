import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { mounted } from '#stores/efs/mounted';
import { DATED_FOLDER } from '#stores/efs/names';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** No folder of AWS Backup is left at the root: what lies in one is restored and found by nobody, and each such folder is backed up again every day. */
export const nothingLeftInDatedDirectory: ProbeModule<Args> = {
  id: 'efs.nothing-left-in-dated-directory',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)).catch(failedLook),
  // The living root, as it would look with a folder of a restore that nobody moved out.
  negativeControl: (context, { store }) => shown(nothingLeftInDatedDirectory.id, () => look(context, context.binding(store), ['aws-backup-restore_2022-09-06T00-03-13-832Z'])),
};

async function look(context: DrillContext, binding: Binding, more: readonly string[] = []): Promise<ProbeReading> {
  const names = [...(await readdir(await mounted(context, binding))), ...more];
  const left = names.filter((name) => DATED_FOLDER.test(name));
  if (left.length > 0) return { result: 'fail', detail: `${binding.resource} still holds ${left.map((name) => `/${name}`).join(', ')}: applications do not look there` };
  return { result: 'pass', detail: `no folder of AWS Backup among the ${names.length} entries at the root of ${binding.resource}` };
}
