import type { MutationModule } from '#contract/modules';
import { COPY_LOG_PREFIX } from '#stores/s3/copy-log';
import { purge, sabotageCopy } from './backup-copy.ts';

/** The copy job logs success every day, and the bucket of copies is empty. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 's3',
  kind: 'backup',
  title: 'the daily copy holds nothing but its own logs',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  sabotage: (context, store) => sabotageCopy(context, store, {
    id: 'empty-backup',
    what: `delete every object of the copy of ${store.resource}, its logs excepted`,
    act: async (sabotage) => `${await purge(sabotage, ({ key }) => !key.startsWith(COPY_LOG_PREFIX))} versions of the copy are gone, its logs still say completed`,
  }),
};
