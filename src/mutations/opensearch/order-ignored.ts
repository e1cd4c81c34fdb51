import type { MutationModule } from '#contract/modules';
import { waitedForLast } from '../waited-for-last.ts';

/** The index is made before the database that says what it may refer to, by people who do not read what waits for what. */
export const orderIgnored: MutationModule = {
  id: 'order-ignored',
  service: 'opensearch',
  kind: 'restore',
  title: 'the order of the lanes is turned round: what waits for another store comes first',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  wrapRunbook: waitedForLast,
};
