import type { MutationModule } from '#contract/modules';
import { documentName } from '#stores/opensearch/index-entries';
import { afterRePoint, bulk, settledDocument } from './around-fill.ts';

/** One document comes back with another word in it: same id, same fields. */
export const oneChanged: MutationModule = {
  id: 'one-changed',
  service: 'opensearch',
  title: 'one document comes back with one word changed',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.different' },
  ...afterRePoint(async (spoil) => {
    const { index, id, source } = await settledDocument(spoil);
    await bulk(spoil.client, index, [{ index: { _id: id } }, { ...source, title: `${String(source['title'])} (changed)` }]);
    spoil.context.say(`sabotage: one word of ${JSON.stringify(id)} was changed`);
    return [documentName('datasets', id)];
  }),
};
