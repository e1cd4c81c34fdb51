import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { unfitWithoutSnapshots } from './unfit.ts';
import { snapshotPoints } from './vault-content.ts';

/** The job completes every day, and what it keeps has been empty for who knows how long. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 'rds',
  title: 'the newest point holds an instance without content',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutSnapshots,
  ...spoilNewestPoint({ id: 'empty-backup', mode: 'empty', means: 'holds an instance without content', points: snapshotPoints }),
};
