import type { VariantModule } from '#contract/modules';

/** Outages of a region that differ only in what the scenario's `ways` name: how it is cut, what goes with it, whether there is a way back. */
export const regionWays: readonly VariantModule[] = [
  { id: 'black-hole', scenario: 'region-outage', title: 'nothing in the region refuses and nothing answers: each look waits until it gives up' },
  { id: 'partition', scenario: 'region-outage', title: 'the region is cut off from outside while its inside goes on' },
  { id: 'no-failback', scenario: 'region-outage', title: 'the region does not come back before the drill ends: there is no way home' },
  { id: 'global-cut', scenario: 'region-outage', title: 'the region of the global control planes goes with it' },
];
