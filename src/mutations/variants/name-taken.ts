import type { BucketLocationConstraint } from '@aws-sdk/client-s3';
import type { AwsAccess } from '#contract/aws';
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
  // An earlier recovery may have moved the store: the name that is free now is the one that was struck.
  const { resource } = context.binding(store.id);
  await context.effect({
    id: `3-disrupt/variant/name-taken/${store.id}`,
    what: `create bucket ${resource} in account ${access.account}`,
    destructive: false,
    // Creating one's own bucket again is answered by name, so no look is needed first.
    probe: async () => undefined,
    act: async () => {
      try {
        await withBucketClient(access, (client) => client.send(new (s3Sdk().CreateBucketCommand)({ Bucket: resource, CreateBucketConfiguration: { LocationConstraint: store.region as BucketLocationConstraint } })));
      } catch (error) {
        if (awsCode(error) !== 'BucketAlreadyOwnedByYou') throw error;
      }
      return { bucket: resource, account: access.account };
    },
  });
  return `account ${access.account} has the name ${resource} now`;
}

/** The stranger's bucket goes away again: without it no later drill could delete and make the bucket of that name. */
async function giveBack(context: DrillContext, store: StoreConfig): Promise<void> {
  const access = context.targets.access('backup-admin', store.region);
  // Whatever the recovery was bound to meanwhile: the stranger's bucket has one of these names, and only his is deleted.
  for (const name of new Set([store.resource, context.binding(store.id).resource])) await giveBackName(access, name);
}

async function giveBackName(access: AwsAccess, name: string): Promise<void> {
  try {
    await withBucketClient(access, (client) => client.send(new (s3Sdk().DeleteBucketCommand)({ Bucket: name, ExpectedBucketOwner: access.account })));
  } catch (error) {
    // Not there, or not the stranger's: then there is nothing to give back, and deleting it would be a disaster of our own.
    const code = awsCode(error);
    if (code !== 'NoSuchBucket' && code !== 'AccessDenied' && code !== 'Forbidden') throw error;
  }
}
