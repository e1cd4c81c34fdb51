import type { PostureComparator } from '#contract/events';

/** How each setting of an instance may differ from what it was: `at-least` where stronger is welcome. */
export const RDS_COMPARATORS: Readonly<Record<string, PostureComparator>> = {
  engine: 'equal',
  'engine.major': 'equal',
  instanceClass: 'equal',
  database: 'equal',
  masterUsername: 'equal',
  subnetGroup: 'equal',
  parameterGroup: 'equal',
  'parameterGroup.status': 'equal',
  parameters: 'equal',
  optionGroup: 'equal',
  securityGroups: 'equal',
  publiclyAccessible: 'equal',
  storageEncrypted: 'at-least',
  kmsKey: 'equal',
  multiAz: 'at-least',
  deletionProtection: 'at-least',
  backupRetentionDays: 'at-least',
  copyTagsToSnapshot: 'at-least',
  iamAuthentication: 'at-least',
  caCertificate: 'equal',
  tags: 'superset',
  backedUpBy: 'superset',
};
