import type { MutationModule } from '#contract/modules';
import { spoilPoint } from './spoil-point.ts';

/** The point is not whole: half of its files were lost on the way into the vault. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'efs',
  title: 'the newest point has lost half of its files',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...spoilPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost half of its files' }),
};
