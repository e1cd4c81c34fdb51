import type { Binding, DrillContext, PostureProbe } from '#contract/modules';
import type { Posture } from '#contract/events';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import { withBucketClient } from '#stores/s3/with-s3';
import { postureOf } from './posture-of.ts';

/** The settings of a bucket that no copy of its objects brings back, read as the observer. */
export const s3Posture: PostureProbe = {
  service: 's3',
  comparators: {
    location: 'equal',
    versioning: 'equal',
    'encryption.algorithm': 'equal',
    'encryption.key': 'equal',
    'publicAccess.blockAcls': 'at-least',
    'publicAccess.ignoreAcls': 'at-least',
    'publicAccess.blockPolicy': 'at-least',
    'publicAccess.restrictBuckets': 'at-least',
    ownership: 'equal',
    policy: 'equal',
    lifecycle: 'equal',
    notification: 'equal',
    replication: 'equal',
    logging: 'equal',
    tags: 'superset',
  },
  read,
};

async function read(context: DrillContext, binding: Binding): Promise<Posture> {
  const access = context.targets.access('drill-observer', binding.region);
  return postureOf(await withBucketClient(access, (client) => readBucketSettings(client, binding.resource)));
}
