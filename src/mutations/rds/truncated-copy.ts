import type { MutationModule } from '#contract/modules';
import { spoilPoint } from './spoil-point.ts';
import { unfitWithoutSnapshots } from './unfit.ts';

/** The point is not whole: its end was lost on the way into the vault, the newest rows of the largest tables with it. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'rds',
  title: 'the newest point has lost its end',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutSnapshots,
  ...spoilPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost its end' }),
};
