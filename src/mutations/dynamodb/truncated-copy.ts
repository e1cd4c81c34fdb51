import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { tablePoints } from './table-points.ts';
import { unfitWithoutVault } from './unfit.ts';

/** The point is not whole: half of the items were lost on the way into the vault. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'dynamodb',
  title: 'the newest point has lost half of its items',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...spoilNewestPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost half of its items', points: tablePoints }),
};
