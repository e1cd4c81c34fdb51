import type { DBInstance } from '@aws-sdk/client-rds';
import type { AwsAccess } from '#contract/aws';
import { selectedBy, type SelectingRule } from '#stores/backup/selected-by';
import { withBackup } from '#stores/backup/with-backup';

/** The backup rules that select an instance now, by its ARN and tags. */
export function backedUpBy(access: AwsAccess, { DBInstanceArn, TagList }: DBInstance): Promise<readonly SelectingRule[]> {
  const tags = Object.fromEntries((TagList ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  return withBackup(access, (client) => selectedBy(client, { arn: DBInstanceArn ?? '', tags }));
}

/** One rule in words. */
export function ruleText({ plan, rule, vault }: SelectingRule): string {
  return `${plan}/${rule} -> ${vault}`;
}
