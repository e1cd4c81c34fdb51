import type { VariantModule } from '#contract/modules';

/** Ways out of a wiped index that differ only in what the scenario's `ways` name: document and backups. */
export const opensearchWays: readonly VariantModule[] = [
  { id: 'snapshot', scenario: 'opensearch-index-wipe', title: 'the newest daily snapshot is restored instead of indexing the source files again' },
  { id: 'automated-snapshot', scenario: 'opensearch-index-wipe', title: 'the newest automated snapshot of the domain is restored' },
];
