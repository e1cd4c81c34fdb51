import type { AwsAccess } from '#contract/aws';
import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import type { PolicyDocument } from '#stores/s3/bucket-settings';
import { servingVault } from '#stores/backup/serving-vault';
import { copyOf } from '#stores/s3/copy-of';
import { s3Sdk } from '#stores/s3/s3-sdk';
import { readBucketSettings } from '#stores/s3/read-bucket-settings';
import { withBucketClient } from '#stores/s3/with-s3';
import { sabotageCopy } from './backup-copy.ts';
import { allowRestore, denyRestore, restorers } from '../vault-grant.ts';
import { operator as vaultOperator, sabotageVault } from './vault-sabotage.ts';

const SID = 'RedrillMissingGrant';

/** The copies are perfect, and the role that should restore from them may not read them. */
export const missingGrant: MutationModule = {
  id: 'missing-grant',
  service: 's3',
  kind: 'backup',
  title: 'the restore role may not use the backup',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  sabotage: (context, store) => servingVault(store) !== null ? denyVault(context, store) : denyCopy(context, store),
  undo: (context, store) => {
    const vault = servingVault(store);
    return vault !== null ? allowRestore(vaultOperator(context, vault), vault.resource) : changePolicy(operator(context, store), copyOf(store).resource, (statements) => statements);
  },
};

function denyVault(context: DrillContext, store: StoreConfig): Promise<string> {
  return sabotageVault(context, store, {
    id: 'missing-grant',
    what: `deny the restore role the points of ${store.resource}`,
    act: async ({ access, vault }) => {
      await denyRestore(access, vault.resource, restorers(context, store));
      return `the policy of vault ${vault.resource} denies drill-restorer every restore`;
    },
  });
}

function denyCopy(context: DrillContext, store: StoreConfig): Promise<string> {
  return sabotageCopy(context, store, {
    id: 'missing-grant',
    what: `deny the restore role the reading of ${copyOf(store).resource}`,
    act: async ({ backup }) => {
      await changePolicy(operator(context, store), backup.resource, (statements) => [...statements, denial(context, store)]);
      return `the policy of ${backup.resource} denies drill-restorer everything`;
    },
  });
}

function operator(context: DrillContext, store: StoreConfig): AwsAccess {
  return context.targets.access('backup-admin', copyOf(store).region);
}

/** Sets the policy anew, first without what an earlier sabotage added. */
async function changePolicy(access: AwsAccess, bucket: string, change: (statements: PolicyDocument['Statement']) => PolicyDocument['Statement']): Promise<void> {
  await withBucketClient(access, async (client) => {
    const { policy } = await readBucketSettings(client, bucket);
    const statements = change((policy?.Statement ?? []).filter((statement) => statement['Sid'] !== SID));
    await client.send(new (s3Sdk().PutBucketPolicyCommand)({ Bucket: bucket, Policy: JSON.stringify({ Version: policy?.Version ?? '2012-10-17', Statement: statements }) }));
  });
}

function denial(context: DrillContext, store: StoreConfig): Readonly<Record<string, unknown>> {
  const bucket = copyOf(store).resource;
  return { Sid: SID, Effect: 'Deny', Principal: { AWS: [...restorers(context, store)] }, Action: 's3:*', Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] };
}
