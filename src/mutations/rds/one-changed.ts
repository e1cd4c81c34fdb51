import type { MutationModule } from '#contract/modules';
import { rowName } from '#stores/rds/row-digest';
import { rowsAfterRePoint, SAMPLES, SETTLED_SAMPLE, spoiltId } from './after-re-point.ts';

/** One row comes back with one bit changed in one of its numbers. */
export const oneChanged: MutationModule = {
  id: 'one-changed',
  service: 'rds',
  title: 'one row comes back with one number changed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  ...rowsAfterRePoint(async (database, context) => {
    const id = spoiltId(await database.query(`UPDATE portal.samples SET reads = reads # 1 WHERE id = (${SETTLED_SAMPLE}) RETURNING id`));
    context.say(`sabotage: one bit of portal.samples/${id} was changed`);
    return [rowName(SAMPLES, [id])];
  }),
};
