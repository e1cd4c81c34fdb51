import type { PostureComparator } from '#contract/events';

/** How each setting of a volume may differ from what it was: `at-least` where stronger is welcome. */
export const EBS_COMPARATORS: Readonly<Record<string, PostureComparator>> = {
  zone: 'equal',
  sizeGiB: 'at-least',
  type: 'equal',
  iops: 'at-least',
  throughput: 'at-least',
  storageEncrypted: 'at-least',
  kmsKey: 'equal',
  attachedTo: 'equal',
  tags: 'superset',
  backedUpBy: 'superset',
  keptBy: 'superset',
};
