import type { KMSClient } from '@aws-sdk/client-kms';
import { createRequire } from 'node:module';
import type { DrillContext, MutationModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { describeVolume } from '#stores/ebs/describe-volume';
import type { PolicyDocument } from '#stores/s3/bucket-settings';
import { kmsClient } from '#targets/clients';
import { unfitWithoutVault } from './unfit.ts';
import { saboteur } from './vault-content.ts';

const load = createRequire(import.meta.url);
const SID = 'RedrillMissingGrant';

/** The points are perfect, and the role that should restore them cannot use their key. */
export const missingGrant: MutationModule = {
  id: 'missing-grant',
  service: 'ebs',
  kind: 'backup',
  title: 'the restore role cannot use the key of the points',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.step' },
  unfit: unfitWithoutVault,
  sabotage: async (context, store) => {
    const key = await keyOf(context, store);
    return context.effect<string>({
      id: `3-disrupt/mutation/missing-grant/${store.id}`,
      what: `deny the role of AWS Backup every decryption with ${key}`,
      destructive: true,
      // Setting the same policy twice comes to the same.
      probe: async () => undefined,
      act: async () => {
        await changePolicy(context, store, key, (others) => [...others, { Sid: SID, Effect: 'Deny', Principal: { AWS: `arn:aws:iam::${context.binding(store.id).account}:role/aws-backup` }, Action: ['kms:Decrypt', 'kms:CreateGrant'], Resource: '*' }]);
        return `the policy of ${key} denies the role aws-backup every decryption`;
      },
    });
  },
  undo: async (context, store) => changePolicy(context, store, await keyOf(context, store), (others) => others),
};

/** Settled before anything is changed: by the time of put-back the volume is another one or none. */
function keyOf(context: DrillContext, store: StoreConfig): Promise<string> {
  return context.effect<string>({
    id: `3-disrupt/mutation/missing-grant/${store.id}/key`,
    what: 'look which key the volume is encrypted with',
    destructive: false,
    // Nothing has changed yet: looking again is free.
    probe: async () => undefined,
    act: async () => {
      const key = (await describeVolume(saboteur(context, store), context.binding(store.id).resource))?.KmsKeyId;
      if (key === undefined) throw new RedrillError('mutation.nothing-to-spoil', `${context.binding(store.id).resource} is not encrypted with a key: there is no grant to take away`, { actor: 'platform' });
      return key;
    },
  });
}

type Statements = PolicyDocument['Statement'];

/** Sets the key's policy anew, first without what an earlier sabotage added. */
async function changePolicy(context: DrillContext, store: StoreConfig, KeyId: string, change: (others: Statements) => Statements): Promise<void> {
  const client: KMSClient = kmsClient(context.targets.access('platform-admin', store.region));
  const sdk = load('@aws-sdk/client-kms') as typeof import('@aws-sdk/client-kms');
  try {
    const { Policy = '' } = await client.send(new sdk.GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
    const policy = JSON.parse(Policy) as PolicyDocument;
    const Statement = change(policy.Statement.filter((statement) => statement['Sid'] !== SID));
    await client.send(new sdk.PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: JSON.stringify({ ...policy, Statement }) }));
  } finally {
    client.destroy();
  }
}
