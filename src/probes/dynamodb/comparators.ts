import type { PostureComparator } from '#contract/events';

/** How each setting of a table may differ from what it was: `at-least` where stronger is welcome. */
export const DYNAMODB_COMPARATORS: Readonly<Record<string, PostureComparator>> = {
  key: 'equal',
  indexes: 'equal',
  billingMode: 'equal',
  tableClass: 'equal',
  kmsKey: 'equal',
  stream: 'equal',
  streamFollowed: 'equal',
  timeToLive: 'equal',
  pointInTimeRecoveryDays: 'at-least',
  deletionProtection: 'at-least',
  tags: 'superset',
  backedUpBy: 'superset',
};
