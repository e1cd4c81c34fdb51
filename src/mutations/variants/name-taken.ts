import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { awsCode } from '#stores/s3/aws-code';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { withBucketClient } from '#stores/s3/with-s3';

/** Another account takes the name of the deleted bucket at once: names are shared by everybody. */
export const nameTaken: VariantModule = {
  id: 'name-taken',
  scenario: 's3-bucket-deletion',
  title: 'another account takes the name of the deleted bucket',
  afterStrike: take,
  undo: giveBack,
};

async function take(context: DrillContext, store: StoreConfig): Promise<string> {
  const access = context.targets.access('backup-admin', store.region);
  await context.effect({
    id: `3-disrupt/variant/name-taken/${store.id}`,
    what: `create bucket ${store.resource} in account ${access.account}`,
    destructive: false,
    // Creating one's own bucket again is answered by name, so no look is needed first.
    probe: async () => undefined,
    act: async () => {
      try {
        await withBucketClient(access, (client) => client.send(new (s3Sdk().CreateBucketCommand)({ Bucket: store.resource, CreateBucketConfiguration: { LocationConstraint: store.region as BucketLocationConstraint } })));
      } catch (error) {
        if (awsCode(error) !== 'BucketAlreadyOwnedByYou') throw error;
      }
      return { bucket: store.resource, account: access.account };
    },
  });
  return `account ${access.account} has the name ${store.resource} now`;
}

/** The stranger's bucket goes away again: without it no later drill could delete and make the bucket of that name. */
async function giveBack(context: DrillContext, store: StoreConfig): Promise<void> {
  const access = context.targets.access('backup-admin', store.region);
  try {
    await withBucketClient(access, (client) => client.send(new (s3Sdk().DeleteBucketCommand)({ Bucket: store.resource, ExpectedBucketOwner: access.account })));
  } catch (error) {
    // Not there, or not the stranger's: then there is nothing to give back, and deleting it would be a disaster of our own.
    const code = awsCode(error);
    if (code !== 'NoSuchBucket' && code !== 'AccessDenied' && code !== 'Forbidden') throw error;
  }
}
