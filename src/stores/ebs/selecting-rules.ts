import type { Volume } from '@aws-sdk/client-ec2';
import type { AwsAccess } from '#contract/aws';
import { selectedBy, type SelectingRule } from '../backup/selected-by.ts';
import { withBackup } from '../backup/with-backup.ts';
import { tagsOf } from './describe-volume.ts';

/** The backup rules that select a volume now, by its ARN and tags. */
export function backedUpBy(access: AwsAccess, arn: string, volume: Pick<Volume, 'Tags'>): Promise<readonly SelectingRule[]> {
  return withBackup(access, (client) => selectedBy(client, { arn, tags: tagsOf(volume) }));
}

/** One rule in words. */
export function ruleText({ plan, rule, vault }: SelectingRule): string {
  return `${plan}/${rule} -> ${vault}`;
}
