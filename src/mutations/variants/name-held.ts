import type { VariantModule } from '#contract/modules';
import { usageError } from '#kit/redrill-error';

const HELD_SECONDS = 3600;

/** AWS keeps the name of the deleted bucket blocked for an hour (OperationAborted), as it sometimes does. */
export const nameHeld: VariantModule = {
  id: 'name-held',
  scenario: 's3-bucket-deletion',
  title: 'the name of the deleted bucket stays blocked for an hour',
  prepare: async (context, store) => {
    const { control } = context.targets;
    if (control === null) throw usageError('variant.no-control', 'name-held asks the sandbox to hold the name back; nobody can ask AWS for that');
    // Journalled, so that a run that ends before the strike knows that it has something to undo.
    await context.effect({
      id: `2-baseline/variant/name-held/${store.id}`,
      what: `keep the names of deleted buckets blocked for ${HELD_SECONDS} s`,
      destructive: false,
      // Setting it twice comes to the same.
      probe: async () => undefined,
      act: async () => {
        await control.call('bucket-name-hold', { seconds: HELD_SECONDS });
        return { seconds: HELD_SECONDS };
      },
    });
    return `a deleted bucket's name stays blocked for ${HELD_SECONDS / 60} minutes`;
  },
  undo: async (context) => {
    await context.targets.control?.call('bucket-name-hold', { seconds: 0 });
  },
};
