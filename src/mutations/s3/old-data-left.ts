import type { MutationModule } from '#contract/modules';
import { afterRePoint } from './after-re-point.ts';
import type { Spoil } from './after-re-point.ts';

/** The restore went into a target that still held data of another time: objects that nobody expects are among the right ones. */
export const oldDataLeft: MutationModule = {
  id: 'old-data-left',
  service: 's3',
  title: 'the target still holds objects of an older time',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.unexpected' },
  ...afterRePoint(leaveOldData),
};

async function leaveOldData({ s3, bucket, context }: Spoil): Promise<readonly string[]> {
  const keys = [1, 2, 3].map((n) => `inputs/cohort-000/sample-of-2019-${n}.csv`);
  for (const [n, key] of keys.entries()) await s3.put({ bucket, key }, Buffer.from(`left over ${n + 1}\n`), { contentType: 'text/csv' });
  context.say('sabotage: three objects of an older time were left in the target');
  return keys;
}
