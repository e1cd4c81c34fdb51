import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { tablePoints } from './table-points.ts';
import { unfitWithoutVault } from './unfit.ts';

/** The job completes every day, and what it keeps has been empty for who knows how long. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 'dynamodb',
  title: 'the newest point holds a table without items',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...spoilNewestPoint({ id: 'empty-backup', mode: 'empty', means: 'holds a table without items', points: tablePoints }),
};
