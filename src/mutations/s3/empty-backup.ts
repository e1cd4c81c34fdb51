import type { MutationModule } from '#contract/modules';
import { servingVault } from '#stores/backup/serving-vault';
import { COPY_LOG_PREFIX } from '#stores/s3/copy-log';
import { purge, sabotageCopy } from './backup-copy.ts';
import { damagePoints } from './vault-sabotage.ts';

/** The backup reports success every day, and there is nothing in it. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 's3',
  kind: 'backup',
  title: 'every backup says that it is complete, and is empty',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  sabotage: (context, store) => servingVault(store) !== null ? damagePoints(context, store, { id: 'empty-backup', mode: 'empty', effect: 'hold nothing any more' }) : sabotageCopy(context, store, {
    id: 'empty-backup',
    what: `delete every object of the copy of ${store.resource}, its logs excepted`,
    act: async (sabotage) => `${await purge(sabotage, ({ key }) => !key.startsWith(COPY_LOG_PREFIX))} versions of the copy are gone, its logs still say completed`,
  }),
};
