import type { MutationModule, StepResult } from '#contract/modules';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';

/** Notifications are switched on before copy-back, so that every object that comes back starts its ingestion again. */
export const notificationsFirst: MutationModule = {
  id: 'notifications-first',
  service: 's3',
  kind: 'restore',
  title: 'notifications are on before the objects come back',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  step: ['s3.copy-back', 's3.restore-from-backup'],
  around: async (context, store, run): Promise<StepResult> => {
    const { resource, region, account } = context.candidate(store.id);
    const LambdaFunctionConfigurations = [{ LambdaFunctionArn: `arn:aws:lambda:${region}:${account}:function:portal-ingest`, Events: ['s3:ObjectCreated:*' as const], Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'inputs/' }] } } }];
    await withBucketClient(context.targets.access('platform-admin', region), (client) => client.send(new (s3Sdk().PutBucketNotificationConfigurationCommand)({ Bucket: resource, NotificationConfiguration: { LambdaFunctionConfigurations } })));
    context.say('sabotage: notifications were on before the objects came back');
    return run();
  },
};
