import type { MutationModule } from '#contract/modules';
import { afterFill, bulk, settledDocument, unfitForAutomated } from './around-fill.ts';

/** One document of thousands is not indexed. */
export const oneMissing: MutationModule = {
  id: 'one-missing',
  service: 'opensearch',
  title: 'one document does not come back',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitForAutomated,
  ...afterFill(async (spoil) => {
    const { index, id } = await settledDocument(spoil);
    await bulk(spoil.client, index, [{ delete: { _id: id } }]);
    spoil.context.say(`sabotage: ${JSON.stringify(id)} did not come back`);
  }),
};
