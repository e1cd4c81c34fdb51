import type { VariantModule } from '#contract/modules';

/** Ways out of the loss of a table that differ only in what the scenario's `ways` name: document and backups. */
export const dynamodbWays: readonly VariantModule[] = [
  { id: 'system-backup', scenario: 'dynamodb-table-loss', title: 'the backup that DynamoDB made at the deletion is restored' },
  { id: 'other-name', scenario: 'dynamodb-table-loss', title: 'the daily point is restored beside the lost name, and the application is pointed there' },
];
