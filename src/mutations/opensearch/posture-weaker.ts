import type { MutationModule } from '#contract/modules';
import { afterRePoint, settledDocument } from './around-fill.ts';

/** All documents come back, into an index without a replica that takes any field. */
export const postureWeaker: MutationModule = {
  id: 'posture-weaker',
  service: 'opensearch',
  title: 'the index comes back without replicas and with a mapping that takes any field',
  expect: { verdict: 'fail-integrity', reasonCode: 'posture.drift' },
  ...afterRePoint(async (spoil) => {
    const { index } = await settledDocument(spoil);
    await spoil.client.json({ method: 'PUT', path: `/${index}/_settings`, body: { index: { number_of_replicas: 0 } } });
    await spoil.client.json({ method: 'PUT', path: `/${index}/_mapping`, body: { dynamic: true } });
    spoil.context.say(`sabotage: ${index} has no replica and takes any field`);
  }),
};
