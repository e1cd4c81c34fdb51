import type { MutationModule } from '#contract/modules';
import { spoilNewestPoint } from '../spoil-newest-point.ts';
import { snapshotPoints } from './vault-content.ts';

/** The job completes every day, and what it keeps has been empty for who knows how long. */
export const emptyBackup: MutationModule = {
  id: 'empty-backup',
  service: 'efs',
  title: 'the newest point holds a file system without content',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  ...spoilNewestPoint({ id: 'empty-backup', mode: 'empty', means: 'holds a file system without content', points: snapshotPoints }),
};
