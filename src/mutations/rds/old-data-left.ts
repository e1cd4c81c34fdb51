import type { MutationModule } from '#contract/modules';
import { rowName } from '#stores/rds/row-digest';
import { rowsAfterRePoint, SAMPLES } from './after-re-point.ts';

/** The restore went into a target that still held data of another time: rows that nobody expects are among the right ones. */
export const oldDataLeft: MutationModule = {
  id: 'old-data-left',
  service: 'rds',
  title: 'the target still holds rows of an older time',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.unexpected' },
  ...rowsAfterRePoint(async (database, context) => {
    await database.query(`
      INSERT INTO portal.samples (id, dataset_id, barcode, tissue, reads, collected_on)
      SELECT -n, (SELECT min(id) FROM portal.datasets), 'OLD-2019-' || n, 'blood', n, ('2019-05-0' || n)::date FROM generate_series(1, 3) AS n
      ON CONFLICT DO NOTHING`);
    context.say('sabotage: three rows of an older time were left in portal.samples');
    return [-1, -2, -3].map((id) => rowName(SAMPLES, [String(id)]));
  }),
};
