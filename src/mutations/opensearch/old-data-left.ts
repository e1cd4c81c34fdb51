import type { MutationModule } from '#contract/modules';
import { afterFill, bulk, settledDocument, unfitForAutomated } from './around-fill.ts';

/** The index that was filled still held documents of an older time: entries that nobody expects are among the right ones. */
export const oldDataLeft: MutationModule = {
  id: 'old-data-left',
  service: 'opensearch',
  title: 'the new index still holds documents of an older time',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: unfitForAutomated,
  ...afterFill(async (spoil) => {
    const { index, source } = await settledDocument(spoil);
    const ids = [1, 2, 3].map((n) => `of-2019-${n}`);
    await bulk(spoil.client, index, ids.flatMap((id) => [{ index: { _id: id } }, { ...source, id }]));
    spoil.context.say(`sabotage: ${ids.length} documents of an older time were left in ${index}`);
  }),
};
