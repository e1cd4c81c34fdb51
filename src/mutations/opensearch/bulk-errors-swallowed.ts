import type { MutationModule, StepResult } from '#contract/modules';
import { servingSources } from '#stores/opensearch/source-files';
import { afterFill, bulk, settledDocument } from './around-fill.ts';

const fill = afterFill(async (spoil) => {
  const { index, id, source } = await settledDocument(spoil);
  // What the naive loop leaves behind: the document is not there, and its refusal was in an answer of status 200 that nobody read.
  await bulk(spoil.client, index, [{ delete: { _id: id } }, { index: { _id: id } }, { ...source, noSuchField: 'refused by a strict mapping' }]);
  spoil.context.say(`sabotage: ${JSON.stringify(id)} was refused by the index, with status 200 and errors: true`);
});

/** Somebody's own loop posts to `_bulk`, looks at the status and not at the items, and reports that all went well. */
export const bulkErrorsSwallowed: MutationModule = {
  id: 'bulk-errors-swallowed',
  service: 'opensearch',
  title: 'a document is refused inside an answer of status 200, and nobody looks',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  unfit: (store) => servingSources(store) === null ? 'swallows what `_bulk` says of single documents, and a snapshot is restored without `_bulk`' : null,
  ...fill,
  around: async (context, store, run): Promise<StepResult> => {
    const { outputs, ...rest } = await fill.around(context, store, run);
    return { ...rest, outputs: { ...outputs, refused: 0, malformed: 0, problems: [] } };
  },
};
