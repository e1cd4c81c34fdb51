import { chmod, lchown } from 'node:fs/promises';
import type { MutationModule } from '#contract/modules';
import { pathBytes, REDRILL_FOLDER } from '#stores/efs/names';
import { walkTree } from '#stores/efs/walk-tree';
import { filesAfterMove } from './after-re-point.ts';

/** The files were copied out of the dated folder instead of moved: everything belongs to whoever copied, and everybody may write. */
export const ownerLost: MutationModule = {
  id: 'owner-lost',
  service: 'efs',
  title: 'files come back without their owners and modes',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...filesAfterMove(async (root, context) => {
    const root0 = process.getuid?.() === 0;
    for await (const { path, kind } of walkTree(root, { without: (one) => one === REDRILL_FOLDER })) {
      if (root0) await lchown(pathBytes(root, path), 0, 0);
      if (kind !== 'link') await chmod(pathBytes(root, path), kind === 'folder' ? 0o777 : 0o666);
    }
    context.say('sabotage: every file belongs to whoever moved it, and everybody may write');
  }),
};
