import type { MutationModule } from '#contract/modules';
import { disableCopyKey, enableCopyKey } from './copy-key.ts';
import { unfitWithoutCopy } from './unfit.ts';

const EFFECT = '3-disrupt/mutation/key-disabled';

/** Half an hour before the region goes somebody disables the key of the copies in the other one. */
export const keyDisabled: MutationModule = {
  id: 'key-disabled',
  service: 'region',
  kind: 'backup',
  title: 'the key of the copies is disabled right before the strike',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitWithoutCopy,
  sabotage: (context, store) => disableCopyKey(context, store, EFFECT),
  undo: (context, store) => enableCopyKey(context, store, EFFECT),
};
