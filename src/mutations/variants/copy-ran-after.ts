import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';

/**
 * Nobody notices for two and a half days. What deleted the objects also shortened the expiry of old versions to a day, so it takes
 * what lies below the markers, while the daily copy mirrors the deletions.
 */
export const copyRanAfter: VariantModule = {
  id: 'copy-ran-after',
  scenario: 's3-object-deletion',
  title: 'a copy cycle and the expiry of old versions pass before anybody notices',
  afterStrike: shorten,
  people: { noticeWithin: 'PT60H', declareAfter: 'PT15M' },
};

async function shorten(context: DrillContext, store: StoreConfig): Promise<string> {
  const { resource, region } = context.binding(store.id);
  const Rules = [{ ID: 'expire-noncurrent-versions', Status: 'Enabled' as const, Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }];
  await context.effect({
    id: `3-disrupt/variant/copy-ran-after/${store.id}`,
    what: `let old versions of ${resource} expire after one day`,
    destructive: false,
    // Setting the same rule twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      await withBucketClient(context.targets.access('platform-admin', region), (client) => client.send(new (s3Sdk().PutBucketLifecycleConfigurationCommand)({ Bucket: resource, LifecycleConfiguration: { Rules } })));
      return { bucket: resource };
    },
  });
  return `old versions of ${resource} expire after one day`;
}
