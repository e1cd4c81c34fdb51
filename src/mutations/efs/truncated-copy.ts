import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { snapshotPoints } from './vault-content.ts';

/** The point is not whole: half of its files were lost on the way into the vault. */
export const truncatedCopy: MutationModule = {
  id: 'truncated-copy',
  service: 'efs',
  title: 'the newest point has lost half of its files',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...spoilNewestPoint({ id: 'truncated-copy', mode: 'truncate', means: 'has lost half of its files', points: snapshotPoints }),
};
