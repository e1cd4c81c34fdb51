import type { PostureComparator } from '#contract/events';

/** How each setting of a file system may differ from what it was: `at-least` and `superset` where stronger or more is welcome. */
export const EFS_COMPARATORS: Readonly<Record<string, PostureComparator>> = {
  performanceMode: 'equal',
  throughputMode: 'equal',
  provisionedMibps: 'equal',
  encrypted: 'at-least',
  kmsKey: 'equal',
  mountTargets: 'superset',
  accessPoints: 'superset',
  policy: 'equal',
  backupPolicy: 'at-least',
  lifecycle: 'equal',
  replicationOverwriteProtection: 'at-least',
  tags: 'superset',
  backedUpBy: 'superset',
};
