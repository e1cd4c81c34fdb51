import type { Binding, DrillContext, PostureProbe } from '#contract/modules';
import type { Posture } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { describeVolume, isGone, tagsOf, volumeArn } from '#stores/ebs/describe-volume';
import { keptBy, recycleBinRules, recycleBinRuleText } from '#stores/ebs/recycle-bin-rules';
import { backedUpBy, ruleText } from '#stores/ebs/selecting-rules';
import { settingsOf } from '#stores/ebs/volume-settings';
import { EBS_COMPARATORS } from './comparators.ts';
import { postureOf } from './posture-of.ts';

/** The settings of a volume that a restore brings back as defaults or not at all, and the rules that protect it; read as the observer. */
export const ebsPosture: PostureProbe = { service: 'ebs', comparators: EBS_COMPARATORS, read };

async function read(context: DrillContext, binding: Binding): Promise<Posture> {
  const access = context.targets.access('drill-observer', binding.region);
  const volume = await describeVolume(access, binding.resource);
  if (isGone(volume)) throw new RedrillError('ebs.NoVolume', `there is no volume ${binding.resource}: it has no settings`, { actor: 'platform' });
  const rules = await backedUpBy(access, volumeArn(binding), volume);
  const kept = keptBy(await recycleBinRules(access), tagsOf(volume));
  return postureOf(settingsOf(volume), { backedUpBy: rules.map(ruleText), keptBy: kept.map(recycleBinRuleText) });
}
