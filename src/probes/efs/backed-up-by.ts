import type { FileSystemDescription } from '@aws-sdk/client-efs';
import type { AwsAccess } from '#contract/aws';
import { selectedBy, type SelectingRule } from '#stores/backup/selected-by';
import { withBackup } from '#stores/backup/with-backup';
import { tagsOf } from '#stores/efs/describe-file-system';

/** The backup rules that select a file system now, by its ARN and tags. */
export function backedUpBy(access: AwsAccess, system: Pick<FileSystemDescription, 'FileSystemArn' | 'Tags'>): Promise<readonly SelectingRule[]> {
  return withBackup(access, (client) => selectedBy(client, { arn: system.FileSystemArn ?? '', tags: tagsOf(system) }));
}

/** One rule in words. */
export function ruleText({ plan, rule, vault }: SelectingRule): string {
  return `${plan}/${rule} -> ${vault}`;
}
