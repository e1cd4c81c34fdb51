import type { BackupConfig } from '#contract/config.schema';
import type { SelectingRule } from './selected-by.ts';

/** Whether a rule of a backup plan in a region brings points into the vault of a backup: its own vault, or one that it copies into. */
export function fillsVault(rule: SelectingRule, { resource, region }: Pick<BackupConfig, 'resource' | 'region'>, plan: { readonly region: string }): boolean {
  if (region === plan.region && rule.vault === resource) return true;
  return rule.copies.some((arn) => arn.startsWith(`arn:aws:backup:${region}:`) && arn.endsWith(`:backup-vault:${resource}`));
}
