import type { Binding, DrillContext, MutationModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import type { Database } from '#stores/rds/database';
import { withDatabase } from '#stores/rds/open-database';
import { secretName } from '#stores/rds/read-secret';
import { withSpoilt } from '../with-spoilt.ts';

/** A restore that goes wrong where no release check looks: after the last step that changes the store. `spoil` may give the names of the rows that it spoilt. */
export function afterRePoint(spoil: (context: DrillContext, restored: Binding) => Promise<readonly string[] | void>): Pick<Required<MutationModule>, 'kind' | 'step' | 'around'> {
  return {
    kind: 'restore',
    step: 'rds.re-point',
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      return withSpoilt(result, await spoil(context, context.candidate(store.id)));
    },
  };
}

/** The same for what a statement does to the restored rows. */
export function rowsAfterRePoint(spoil: (database: Database, context: DrillContext) => Promise<readonly string[] | void>): ReturnType<typeof afterRePoint> {
  return afterRePoint((context, { resource, region, pointer }) => withDatabase({ access: context.targets.access('platform-admin', region), identifier: resource, secret: secretName(pointer) }, (database) => spoil(database, context)));
}

/** The table whose rows are spoilt. */
export const SAMPLES = 'portal.samples';

/** An ordinary row that nobody has written for longest: its loss or change is nobody's doing but ours. */
export const SETTLED_SAMPLE = 'SELECT id FROM portal.samples WHERE id > 0 ORDER BY age(xmin) DESC, id LIMIT 1';

/** The id that such a statement gave back. */
export function spoiltId(rows: readonly Readonly<Record<string, string | null>>[]): string {
  const id = rows[0]?.['id'];
  if (id === undefined || id === null) throw new RedrillError('mutation.nothing-to-spoil', 'portal.samples holds no ordinary row to spoil', { actor: 'platform' });
  return id;
}
