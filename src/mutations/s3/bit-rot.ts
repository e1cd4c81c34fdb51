import type { MutationModule } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { oneObject } from './one-object.ts';
import { sabotageCopy } from './backup-copy.ts';

/** One object of the copy is damaged below the API: listing, size and ETag look right, the bytes are not. */
export const bitRot: MutationModule = {
  id: 'bit-rot',
  service: 's3',
  kind: 'backup',
  title: 'the bytes of one object of the copy are damaged, its size and ETag are not',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  sabotage: (context, store) => sabotageCopy(context, store, {
    id: 'bit-rot',
    what: `damage the bytes of one object of the copy of ${store.resource}`,
    act: async (sabotage) => {
      const { control } = context.targets;
      if (control === null) throw usageError('mutation.no-control', 'bit-rot damages bytes below the API, which only the sandbox can do');
      const { key } = await oneObject(sabotage, (name) => name.startsWith('inputs/cohort-'));
      await control.call('corrupt-object', { bucket: sabotage.backup.resource, key, mode: 'flip' });
      return `the bytes of ${JSON.stringify(key)} in the copy are damaged`;
    },
  }),
};
