import type { VariantModule } from '#contract/modules';

/** The same disaster by the other document: what AWS Backup holds of the bucket comes back instead of the daily copy. */
export const awsBackup: VariantModule = {
  id: 'aws-backup',
  scenario: 's3-bucket-deletion',
  title: 'the bucket comes back from its vault of AWS Backup, not from the daily copy',
};
