import type { AwsAccess } from '#contract/aws';
import type { StoreConfig } from '#contract/config.schema';
import { refusal } from '#kit/redrill-error';
import { fillsVault } from '#stores/backup/fills-vault';
import { selectedBy } from '#stores/backup/selected-by';
import { withBackup } from '#stores/backup/with-backup';

interface Protected {
  readonly store: StoreConfig;
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Refuses a resource that no rule of AWS Backup takes into the vault this run relies on: losing it would be a loss, not a drill. Says so before anything is broken. */
export async function mustBeInPlan(access: AwsAccess, { store, arn, tags }: Protected): Promise<void> {
  const [backup] = store.backups;
  if (backup?.kind !== 'aws-backup') return;
  const rules = await withBackup(access, (client) => selectedBy(client, { arn, tags }));
  if (rules.some((rule) => fillsVault(rule, backup, access))) return;
  const chosen = rules.length === 0 ? 'no backup plan' : rules.map(({ plan, rule, vault }) => `${plan}/${rule} -> ${vault}`).join(', ');
  throw refusal('guard.in-no-plan', `${arn} is selected by ${chosen}, and by no rule that fills vault ${backup.resource} of ${backup.region}: give it the tags that the plan selects by before it is drilled`);
}
