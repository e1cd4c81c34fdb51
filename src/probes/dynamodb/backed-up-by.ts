import type { AwsAccess } from '#contract/aws';
import { selectedBy } from '#stores/backup/selected-by';
import type { SelectingRule } from '#stores/backup/selected-by';
import { withBackup } from '#stores/backup/with-backup';

/** The backup rules that select a table now, by its ARN and tags. */
export function backedUpBy(access: AwsAccess, { arn, tags }: { readonly arn: string; readonly tags: readonly { readonly Key: string; readonly Value: string }[] }): Promise<readonly SelectingRule[]> {
  return withBackup(access, (client) => selectedBy(client, { arn, tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }));
}

/** One rule in words. */
export function ruleText({ plan, rule, vault }: SelectingRule): string {
  return `${plan}/${rule} -> ${vault}`;
}
