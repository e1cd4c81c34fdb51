import { hash } from 'node:crypto';
import type { MutationModule } from '#contract/modules';
import { servingVault } from '#stores/backup/serving-vault';
import { REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import { COPY_LOG_PREFIX } from '#stores/s3/copy-log';
import { purge, sabotageCopy } from './backup-copy.ts';
import { damagePoints } from './vault-sabotage.ts';

/** The backup is not whole, and says that it is: of a copy every fifth key of the platform is missing, of a recovery point its end. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 's3',
  kind: 'backup',
  title: 'a part of the objects is missing from a backup that says completed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  sabotage: (context, store) => servingVault(store) !== null ? damagePoints(context, store, { id: 'truncated-copy', mode: 'truncate', effect: 'have lost their end' }) : sabotageCopy(context, store, {
    id: 'truncated-copy',
    what: `delete a fifth of the objects from the copy of ${store.resource}`,
    act: async (sabotage) => `${await purge(sabotage, ({ key }) => !key.startsWith(COPY_LOG_PREFIX) && !key.startsWith(REDRILL_PREFIX) && hash('sha256', key, 'buffer').readUInt8(0) < 51)} versions are missing from the copy`,
  }),
};
