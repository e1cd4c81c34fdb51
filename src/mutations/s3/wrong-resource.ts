import type { DrillContext, MutationModule, StepResult } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { sha256 } from '#kit/digest';
import { bucketMetadata } from '#stores/backup/bucket-metadata';
import { awaitRestoreJob, startRestoreJob } from '#stores/backup/run-restore-job';
import { servingVault } from '#stores/backup/serving-vault';
import type { VaultConfig } from '#stores/backup/backup-of';
import { copyOf } from '#stores/s3/copy-of';
import { planCopy } from '#stores/s3/plan-copy';
import { withStore } from '#stores/s3/with-s3';
import { iamClient } from '#targets/clients';
import { forgetOther, pointOfOther } from './point-of-other.ts';

/** The restore takes the backup of another bucket: the names look alike in the night. */
export const wrongResource: MutationModule = {
  id: 'wrong-resource',
  service: 's3',
  kind: 'restore',
  title: 'the backup of another bucket is restored',
  expect: { verdict: 'fail-not-recovered', reasonCode: 'not-recovered.release-check' },
  step: ['s3.copy-back', 's3.restore-from-backup'],
  around: (context, store) => {
    const vault = servingVault(store);
    return vault === null ? copyOther(context, store) : restoreOther(context, store, vault);
  },
  undo: async (context, store) => {
    const vault = servingVault(store);
    if (vault === null) await letRead(context, null);
    else await forgetOther(context, store, vault);
  },
};

async function copyOther(context: DrillContext, store: StoreConfig): Promise<StepResult> {
  const { resource, region } = context.candidate(store.id);
  const other = copyOf(store).resource.replace(/data/, 'media');
  await letRead(context, other);
  const copied = await withStore(context.targets.access('drill-restorer', region), (s3) => s3.copyMany(planCopy({ store: s3, from: other, to: resource, atMicros: context.clock.nowMicros() })));
  context.say(`sabotage: ${copied.done} objects came from ${other}`);
  return { outputs: { objects: copied.done, bytes: copied.bytes, newer: 0, bucket: resource }, binds: { store: store.id, resource } };
}

const TOO_MUCH = 'redrill-wrong-resource';

/** The role that restores holds no right to other copies, as it should: it is given one for the sabotage, and null takes it away again. */
async function letRead(context: DrillContext, bucket: string | null): Promise<void> {
  const client = iamClient(context.targets.access('platform-admin', context.config.regions.global));
  try {
    const { DeleteRolePolicyCommand, PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
    const named = { RoleName: 'drill-restorer', PolicyName: TOO_MUCH };
    if (bucket === null) await client.send(new DeleteRolePolicyCommand(named));
    else await client.send(new PutRolePolicyCommand({ ...named, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] }] }) }));
  } catch (error) {
    // Taken away already: nothing is left of the sabotage.
    if (bucket !== null || (error as Error).name !== 'NoSuchEntityException') throw error;
  } finally {
    client.destroy();
  }
}

async function restoreOther(context: DrillContext, store: StoreConfig, vault: VaultConfig): Promise<StepResult> {
  const { resource, account } = context.candidate(store.id);
  const access = context.targets.access('drill-restorer', vault.region);
  const other = await pointOfOther(context, store, vault);
  // The same restore for every attempt of this run, another one for every other run.
  const token = sha256(JSON.stringify(['wrong-resource', context.run.id, context.run.token ?? '', context.struckAt, other])).slice(0, 32);
  const job = await startRestoreJob(access, { point: other, roleArn: `arn:aws:iam::${account}:role/aws-backup`, token, metadata: bucketMetadata({}, { bucket: resource, token }) });
  await awaitRestoreJob(context, access, job);
  context.say(`sabotage: the point ${other} of another bucket was restored`);
  return { outputs: { job, point: other, bucket: resource, clean: true, message: null }, binds: { store: store.id, resource } };
}
