import type { Tag, Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { refusal } from '#kit/redrill-error';
import { tagsOf } from '#stores/ebs/describe-volume';
import { keptBy, recycleBinRules, recycleBinRuleText, type RecycleBinRule } from '#stores/ebs/recycle-bin-rules';

/** What has to change in a volume's tags so that no rule of the Recycle Bin keeps it. The rules themselves stay as they are. */
export async function tagsToMiss(access: AwsAccess, volume: Volume): Promise<{ readonly remove: readonly string[]; readonly add: readonly Tag[] }> {
  return changeFor(await recycleBinRules(access), tagsOf(volume));
}

/** A rule for tagged volumes is missed without the tag, one for all with a tag that it excludes; one for all without exclusions by nothing. */
export function changeFor(rules: readonly RecycleBinRule[], tags: Readonly<Record<string, string>>): { readonly remove: readonly string[]; readonly add: readonly Tag[] } {
  const remove = new Set<string>();
  const add = new Map<string, string>();
  for (const rule of keptBy(rules, tags)) {
    const [excluded] = rule.ExcludeResourceTags ?? [];
    if ((rule.ResourceTags ?? []).length > 0) for (const { ResourceTagKey } of rule.ResourceTags ?? []) remove.add(ResourceTagKey);
    else if (excluded !== undefined) add.set(excluded.ResourceTagKey, excluded.ResourceTagValue ?? '');
    else throw refusal('fault.kept-anyway', `the rule ${rule.Identifier} of the Recycle Bin keeps ${recycleBinRuleText(rule)} and excludes nothing: no volume can be lost past it, so restore from the Recycle Bin instead`);
  }
  return { remove: [...remove], add: [...add].map(([Key, Value]) => ({ Key, Value })) };
}
