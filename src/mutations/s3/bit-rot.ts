import { hash } from 'node:crypto';
import type { MutationModule } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { servingVault } from '#stores/backup/serving-vault';
import { copyOf } from '#stores/s3/copy-of';
import { withStore } from '#stores/s3/with-s3';
import { candidates, oneObject } from './one-object.ts';
import { sabotageCopy } from './backup-copy.ts';
import type { Sabotage } from './backup-copy.ts';

const INPUTS = (key: string): boolean => key.startsWith('inputs/cohort-');

/** One object of the copy is damaged below the API: listing, size and ETag look right, the bytes are not. */
export const bitRot: MutationModule = {
  id: 'bit-rot',
  service: 's3',
  kind: 'backup',
  title: 'the bytes of one object of the copy are damaged, its size and ETag are not',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  unfit: (store) => servingVault(store) === null ? null : 'damages one object of the daily copy, and this way rests on a vault, whose points nobody can open to damage one object',
  sabotage: (context, store) => sabotageCopy(context, store, {
    id: 'bit-rot',
    what: `damage the bytes of one object of the copy of ${store.resource}`,
    act: async (sabotage) => {
      const { control } = context.targets;
      if (control === null) throw usageError('mutation.no-control', 'bit-rot damages bytes below the API, which only the sandbox can do');
      const { key } = await oneObject(sabotage, INPUTS);
      // A second flip would heal what the first one damaged.
      if (!(await damaged(sabotage, key))) await control.call('corrupt-object', { bucket: sabotage.backup.resource, key, mode: 'flip' });
      return `the bytes of ${JSON.stringify(key)} in the copy are damaged`;
    },
  }),
  // The copy job compares sizes and ETags and would never see it: the damaged object goes, so that the next copy brings it anew.
  undo: (context, store) => withStore(context.targets.access('backup-admin', copyOf(store).region), async (s3) => {
    const backup = copyOf(store);
    for await (const { key, versions } of candidates({ s3, backup, context }, INPUTS)) {
      const [version] = versions;
      if (version && (await damaged({ s3, backup }, key))) await s3.delete({ bucket: backup.resource, key, versionId: version.versionId });
    }
  }),
};

function damaged({ s3, backup }: Pick<Sabotage, 's3' | 'backup'>, key: string): Promise<boolean> {
  return s3.get({ bucket: backup.resource, key }).then(({ body, digest }) => /^"?[0-9a-f]{32}"?$/.test(digest.etag ?? '') && hash('md5', body) !== digest.etag?.replaceAll('"', ''));
}

