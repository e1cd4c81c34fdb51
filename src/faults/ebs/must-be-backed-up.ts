import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { refusal } from '#kit/redrill-error';
import { tagsOf, volumeArn } from '#stores/ebs/describe-volume';
import { keptBy, recycleBinRules } from '#stores/ebs/recycle-bin-rules';
import { mustBeInPlan } from '../must-be-in-plan.ts';

interface Loss {
  readonly access: AwsAccess;
  readonly store: StoreConfig;
  readonly volume: Volume;
  readonly recycleBin: 'keeps' | 'misses';
}

/** Refuses a volume that the backup this run relies on does not cover: losing it would be a loss, not a drill. Says so before anything is broken. */
export async function mustBeBackedUp(context: DrillContext, { access, store, volume, recycleBin }: Loss): Promise<void> {
  const [backup] = store.backups;
  const name = volume.VolumeId ?? store.resource;
  await mustBeInPlan(access, { store, arn: volumeArn(context.binding(store.id)), tags: tagsOf(volume) });
  if (backup?.kind === 'recycle-bin') {
    const kept = recycleBin === 'keeps' && keptBy(await recycleBinRules(access), tagsOf(volume)).length > 0;
    if (!kept) throw refusal('ebs.not-kept', `no rule of the Recycle Bin would keep ${name}: deleted it would be gone for good, and this way rests on the Recycle Bin`);
  }
}
