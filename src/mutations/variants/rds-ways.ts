import type { VariantModule } from '#contract/modules';

/** Ways out of the loss of an instance that differ only in what the scenario's `ways` name: document, backups, fault. */
export const rdsWays: readonly VariantModule[] = [
  { id: 'pitr', scenario: 'rds-loss', title: 'the continuous point in the vault is restored to its last minutes' },
  { id: 'retained-automated-backup', scenario: 'rds-loss', title: 'the deletion left the automated backups behind, and they are restored' },
  { id: 'same-identifier', scenario: 'rds-loss', title: 'the daily point is restored under the lost name once that is free' },
];
