import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext, MutationModule } from '#contract/modules';
import { sha256 } from '#kit/digest';
import { durationSeconds } from '#kit/durations';
import { RedrillError } from '#kit/redrill-error';
import { runBackupJob } from '#stores/backup/run-backup-job';
import { servingVault } from '#stores/backup/serving-vault';
import { awsCode } from '#stores/s3/aws-code';
import { hideUnder, showAgain } from './re-encrypt.ts';
import { disableSpoilKey, enableSpoilKey, readySpoilKey } from './spoil-key.ts';
import { operator, sabotageVault } from './vault-sabotage.ts';
import type { VaultSabotage } from './vault-sabotage.ts';

/** The newest backup skipped objects whose key it could not use, and is COMPLETED all the same: restore and release check go well without them. */
export const skippedObjects: MutationModule = {
  id: 'skipped-objects',
  service: 's3',
  kind: 'backup',
  title: 'AWS Backup skips objects under a key it cannot use, and says COMPLETED',
  expect: { verdict: 'fail-integrity', reasonCode: 'integrity.missing' },
  unfit: (store) => servingVault(store) !== null ? null : 'needs a backup made by AWS Backup, and this way rests on the daily copy: choose it with a variant that restores from a vault',
  sabotage: (context, store) => sabotageVault(context, store, { id: 'skipped-objects', what: `let AWS Backup make a point of ${store.resource} that lacks objects under a disabled key`, act: makeHolePoint }),
  undo: showEverything,
};

/** More than one beacon must come after the rewriting, so that the moment the point holds is later than it. */
const GRACE_SECONDS = 60;

async function makeHolePoint(sabotage: VaultSabotage): Promise<string> {
  const { context, access, vault, bucketArn, store } = sabotage;
  const bucket = context.binding(store.id).resource;
  const keyArn = await readySpoilKey(access);
  const hidden = await hideUnder(access, bucket, keyArn);
  if (hidden === 0) throw new RedrillError('mutation.nothing-to-spoil', `${bucket} holds no ordinary object that could be hidden from a backup`, { actor: 'platform' });
  await context.clock.sleep((durationSeconds(context.config.beacons.every) + GRACE_SECONDS) * 1000, context.signal);
  const { warning } = await backUpWithout(sabotage, keyArn, bucketArn);
  await showAgain(access, bucket, keyArn);
  if (warning === null) throw new RedrillError('mutation.not-applied', `the backup of ${bucket} into ${vault.resource} ended without a message although ${hidden} objects were under a disabled key`, { actor: 'platform' });
  return `the newest point lacks ${hidden} objects; its job is COMPLETED and says "${warning}"`;
}

async function backUpWithout({ context, access, vault, store }: VaultSabotage, keyArn: string, bucketArn: string): Promise<{ readonly warning: string | null }> {
  const account = context.config.accounts[store.account].id;
  // The same job for every attempt of this run, another one for every other run.
  const token = sha256(JSON.stringify(['skipped-objects', context.run.id, context.run.token ?? '', bucketArn])).slice(0, 32);
  await disableSpoilKey(access, keyArn);
  try {
    return await runBackupJob(context, access, { vault: vault.resource, resourceArn: bucketArn, roleArn: `arn:aws:iam::${account}:role/aws-backup`, token });
  } finally {
    await enableSpoilKey(access);
  }
}

/** Cut off half-way, objects may still be under the key: they get their ordinary encryption back while there is a bucket. */
async function showEverything(context: DrillContext, store: StoreConfig): Promise<void> {
  const vault = servingVault(store);
  if (vault === null) return;
  const access = operator(context, vault);
  const keyArn = await enableSpoilKey(access);
  if (keyArn === null) return;
  try {
    await showAgain(access, context.binding(store.id).resource, keyArn);
  } catch (error) {
    // A bucket that is gone comes back from the safety copy, in which nothing is under the key.
    if (awsCode(error) !== 'NoSuchBucket') throw error;
  }
}
