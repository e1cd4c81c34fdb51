import type { MutationModule } from '#contract/modules';
import { applyTableSettings } from '#stores/dynamodb/apply-table-settings';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';

/** The documented definition that the step would have read. */
const DEFINITION = 'runbooks/portal-documents.json';

/**
 * Nobody thought of the time to live: sessions that had ended are alive again, and will be for ever. Left out and not switched off again:
 * DynamoDB takes only one change of it in a while.
 */
export const ttlForgotten: MutationModule = {
  id: 'ttl-forgotten',
  service: 'dynamodb',
  kind: 'restore',
  title: 'the time to live of the restored table is off',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  step: 'dynamodb.apply-settings',
  around: async (context, store) => {
    const { resource, region } = context.candidate(store.id);
    const changed = await applyTableSettings(context, { access: context.targets.access('platform-admin', region), name: resource }, { ...loadTableDefinition(context, DEFINITION), TimeToLiveSpecification: null });
    context.say(`sabotage: ${resource} got every setting but its time to live`);
    return { outputs: { table: resource, changed } };
  },
};
