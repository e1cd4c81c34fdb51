import type { DBInstance } from '@aws-sdk/client-rds';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { fillsVault } from '#stores/backup/fills-vault';
import { describeInstance } from '#stores/rds/describe-instance';
import { backedUpBy, ruleText } from './backed-up-by.ts';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The restored instance is in the backup plans again that fill the vaults the store relies on, and keeps automated backups. */
export const selectedByPlan: ProbeModule<Args> = {
  id: 'rds.selected-by-plan',
  with: args,
  run: (context, { store }) => look(context, store, (access) => describeInstance(access, context.candidate(store).resource)).catch(failedLook),
  // An instance that nobody tagged, named by no plan.
  negativeControl: (context, { store }) => shown(selectedByPlan.id, () => look(context, store, async () => ({ DBInstanceIdentifier: 'redrill-control', DBInstanceArn: `arn:aws:rds:${context.binding(store).region}:${context.binding(store).account}:db:redrill-control`, BackupRetentionPeriod: 0, TagList: [] }))),
};

async function look(context: DrillContext, store: string, find: (access: AwsAccess) => Promise<DBInstance | null>): Promise<ProbeReading> {
  const { region, resource } = context.candidate(store);
  const access = context.targets.access('drill-observer', region);
  const instance = await find(access);
  if (instance === null) return { result: 'fail', detail: `there is no database instance ${resource}` };
  const rules = await backedUpBy(access, instance);
  const lacking = context.store(store).backups.filter((backup) => backup.kind === 'aws-backup' && !rules.some((rule) => fillsVault(rule, backup, access) && (rule.continuous || !backup.continuous)));
  const name = instance.DBInstanceIdentifier ?? resource;
  if (rules.length === 0) return { result: 'fail', detail: `${name} is in no backup plan: its tags or its name are not what the plans select by` };
  if (lacking.length > 0) return { result: 'fail', detail: `${name} is selected by ${rules.map(ruleText).join(', ')}, and by no rule that fills ${lacking.map((backup) => `vault ${backup.resource}`).join(', ')}` };
  if ((instance.BackupRetentionPeriod ?? 0) === 0) return { result: 'fail', detail: `${name} keeps no automated backups (retention 0 days)` };
  return { result: 'pass', detail: `${name} is selected by ${rules.map(ruleText).join(', ')} and keeps automated backups for ${instance.BackupRetentionPeriod} days` };
}
