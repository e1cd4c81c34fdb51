import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { unfitWithoutSnapshots } from './unfit.ts';
import { snapshotPoints } from './vault-content.ts';

/** The point is not whole: its end was lost on the way into the vault, the newest rows of the largest tables with it. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'rds',
  title: 'the newest point has lost its end',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutSnapshots,
  ...spoilNewestPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost its end', points: snapshotPoints }),
};
