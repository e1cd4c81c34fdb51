import { rm } from 'node:fs/promises';
import type { MutationModule } from '#contract/modules';
import { pathBytes, shownPath } from '#stores/efs/names';
import { filesAfterRePoint, settledFile } from './after-re-point.ts';

/** One file of thousands does not come back. */
export const oneMissing: MutationModule = {
  id: 'one-missing',
  service: 'efs',
  title: 'one file does not come back',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  ...filesAfterRePoint(async (root, context) => {
    const { path } = await settledFile(root);
    await rm(pathBytes(root, path));
    context.say(`sabotage: ${shownPath(path)} did not come back`);
    return [shownPath(path)];
  }),
};
