import type { MutationModule } from '#contract/modules';
import { spoilPoint } from './spoil-point.ts';
import { unfitWithoutVault } from './unfit.ts';

/** Blocks of the snapshot were lost by the provider (2011), or on the way into the vault: the point has lost its end. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'ebs',
  title: 'the newest point has lost its last blocks',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitWithoutVault,
  ...spoilPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost its last blocks' }),
};
