import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { unfitWithoutVault } from './unfit.ts';
import { volumePoints } from './vault-content.ts';

/** Blocks of the snapshot were lost by the provider (2011), or on the way into the vault: the point has lost its end. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'ebs',
  title: 'the newest point has lost its last blocks',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...spoilNewestPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost its last blocks', points: volumePoints }),
};
