import type { MutationModule } from '#contract/modules';
import { spoilPoint } from './spoil-point.ts';
import { unfitWithoutVault } from './unfit.ts';

/** The job completes every day, and what it keeps has been empty for who knows how long. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 'ebs',
  title: 'the newest point holds not one block',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...spoilPoint({ id: 'empty-backup', mode: 'empty', means: 'holds not one block' }),
};
