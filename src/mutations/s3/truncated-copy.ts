import { hash } from 'node:crypto';
import type { MutationModule } from '#contract/modules';
import { REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import { COPY_LOG_PREFIX } from '#stores/s3/copy-log';
import { purge, sabotageCopy } from './backup-copy.ts';

/** The copy is not whole: every fifth key of the platform was skipped, as AWS Backup skips what it cannot read, and the log says completed. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 's3',
  kind: 'backup',
  title: 'a fifth of the objects was skipped by the copy',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  sabotage: (context, store) => sabotageCopy(context, store, {
    id: 'truncated-copy',
    what: `delete a fifth of the objects from the copy of ${store.resource}`,
    act: async (sabotage) => `${await purge(sabotage, ({ key }) => !key.startsWith(COPY_LOG_PREFIX) && !key.startsWith(REDRILL_PREFIX) && hash('sha256', key, 'buffer').readUInt8(0) < 51)} versions are missing from the copy`,
  }),
};
