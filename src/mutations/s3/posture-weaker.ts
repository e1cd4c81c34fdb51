import type { MutationModule } from '#contract/modules';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';
import { afterRePoint } from './after-re-point.ts';

/** All objects come back, into a bucket that may be opened to the public. */
export const postureWeaker: MutationModule = {
  id: 'posture-weaker',
  service: 's3',
  title: 'the bucket comes back without its public access block',
  expect: { verdict: 'fail-integrity', reasonCode: 'posture.drift' },
  ...afterRePoint(async ({ context, bucket }) => {
    await withBucketClient(context.targets.access('platform-admin'), (client) => client.send(new (s3Sdk().DeletePublicAccessBlockCommand)({ Bucket: bucket })));
    context.say(`sabotage: the public access block of ${bucket} was removed`);
  }),
};
