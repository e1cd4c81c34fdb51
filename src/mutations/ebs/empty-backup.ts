import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { unfitWithoutVault } from './unfit.ts';
import { volumePoints } from './vault-content.ts';

/** The job completes every day, and what it keeps has been empty for who knows how long. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 'ebs',
  title: 'the newest point holds not one block',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...spoilNewestPoint({ id: 'empty-backup', mode: 'empty', means: 'holds not one block', points: volumePoints }),
};
