import type { MutationModule } from '#contract/modules';
import { rowName } from '#stores/rds/row-digest';
import { rowsAfterRePoint, SAMPLES, SETTLED_SAMPLE, spoiltId } from './after-re-point.ts';

/** One row of thousands does not come back. */
export const oneMissing: MutationModule = {
  id: 'one-missing',
  service: 'rds',
  title: 'one row does not come back',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  ...rowsAfterRePoint(async (database, context) => {
    const id = spoiltId(await database.query(`DELETE FROM portal.samples WHERE id = (${SETTLED_SAMPLE}) RETURNING id`));
    context.say(`sabotage: portal.samples/${id} did not come back`);
    return [rowName(SAMPLES, [id])];
  }),
};
