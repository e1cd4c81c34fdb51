import type { VariantModule } from '#contract/modules';
import { disableCopyKey, enableCopyKey } from '../../region/copy-key.ts';

const EFFECT = '1-prepare/variant/key-missing';

/** The copies are all there, and the key of the region that they lie in cannot be used: nobody looked, because nobody needed it. */
export const keyMissing: VariantModule = {
  id: 'key-missing',
  scenario: 'region-outage',
  title: 'the key of the copies is disabled in the recovery region',
  arrange: (context, store) => disableCopyKey(context, store, EFFECT),
  undo: (context, store) => enableCopyKey(context, store, EFFECT),
};
