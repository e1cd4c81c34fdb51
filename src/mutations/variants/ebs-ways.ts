import type { VariantModule } from '#contract/modules';

/** Ways out of the loss of a volume that differ only in what the scenario's `ways` name: document, backups, fault. */
export const ebsWays: readonly VariantModule[] = [
  { id: 'recycle-bin', scenario: 'ebs-volume-loss', title: 'a rule of the Recycle Bin kept the deleted volume, and it is taken out again' },
];
