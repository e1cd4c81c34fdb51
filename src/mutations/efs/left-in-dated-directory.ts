import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { MutationModule } from '#contract/modules';
import { REDRILL_FOLDER } from '#stores/efs/names';
import { RedrillError } from '#kit/redrill-error';
import { filesAfterMove } from './after-re-point.ts';

/** Somebody stopped moving half way: a folder is still where AWS Backup put it, and applications look elsewhere. */
export const leftInDatedDirectory: MutationModule = {
  id: 'left-in-dated-directory',
  service: 'efs',
  title: 'a folder stays in the dated directory of the restore',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...filesAfterMove(async (root, context) => {
    const [name] = (await readdir(root)).filter((one) => one !== REDRILL_FOLDER && one !== 'sessions').sort();
    if (name === undefined) throw new RedrillError('mutation.nothing-to-spoil', `the file system at ${root} holds nothing beside its sessions that could be left behind`, { actor: 'platform' });
    const dated = join(root, `aws-backup-restore_${context.clock.nowIso().slice(0, 23).replaceAll(/[:.]/g, '-')}Z`);
    await mkdir(dated, { recursive: true });
    await rename(join(root, name), join(dated, name));
    context.say(`sabotage: /${name} was left in the dated directory`);
  }),
};
