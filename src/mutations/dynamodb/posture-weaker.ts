import type { MutationModule } from '#contract/modules';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';
import { afterStep } from './after-re-point.ts';

/** All items come back, into a table without point-in-time recovery. */
export const postureWeaker: MutationModule = {
  id: 'posture-weaker',
  service: 'dynamodb',
  title: 'the table comes back without point-in-time recovery',
  expect: { verdict: 'fail-integrity', reasonCode: 'posture.drift' },
  ...afterStep('dynamodb.re-point', async (context, { resource, region }) => {
    await withTables(context.targets.access('platform-admin', region), (client) => client.send(new (dynamodbSdk().UpdateContinuousBackupsCommand)({ TableName: resource, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } })));
    context.say(`sabotage: point-in-time recovery of ${resource} was switched off`);
  }),
};
