import type { MutationModule } from '#contract/modules';

/** The new index is brought in line with the database that was lost, as one is that is built before the database is back: nothing is held back. */
export const indexFirst: MutationModule = {
  id: 'index-first',
  service: 'opensearch',
  kind: 'restore',
  title: 'the index is brought in line with the lost database instead of the recovered one',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  step: 'opensearch.hold-back',
  around: async (context, store) => {
    context.say(`sabotage: ${store.id} was brought in line with the database that was lost, which knew every dataset`);
    return { outputs: { linked: 0, known: 0, documents: [], rows: [] } };
  },
};
