import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { fillsVault } from '#stores/backup/fills-vault';
import { readTableSettings } from '#stores/dynamodb/read-table-settings';
import type { TableSettings } from '#stores/dynamodb/table-settings';
import { tableArn } from '#stores/dynamodb/table-arn';
import { shown } from '../rds/shown.ts';
import { backedUpBy, ruleText } from './backed-up-by.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The restored table is in the backup plans again that fill the vaults the store relies on, and keeps point-in-time recovery. */
export const selectedByPlan: ProbeModule<Args> = {
  id: 'dynamodb.selected-by-plan',
  with: args,
  run: async (context, { store }) => {
    const { region, resource } = context.candidate(store);
    return readTableSettings(context.targets.access('drill-observer', region), resource).then(({ settings }) => look(context, store, settings)).catch(failedLook);
  },
  // A table that nobody tagged, named by no plan.
  negativeControl: (context, { store }) => shown(selectedByPlan.id, async () => {
    const { region, resource } = context.binding(store);
    const { settings } = await readTableSettings(context.targets.access('drill-observer', region), resource);
    return look(context, store, { ...settings, TableName: 'redrill-control', Tags: [] });
  }),
};

type Protection = Pick<TableSettings, 'TableName' | 'Tags' | 'PointInTimeRecoverySpecification'>;

async function look(context: DrillContext, store: string, { TableName: name, Tags: tags, PointInTimeRecoverySpecification: pitr }: Protection): Promise<ProbeReading> {
  const { region, account } = context.candidate(store);
  const rules = await backedUpBy(context.targets.access('drill-observer', region), { arn: tableArn({ region, account, resource: name }), tags });
  const { backups } = context.store(store);
  const lacking = backups.filter((backup) => backup.kind === 'aws-backup' && !rules.some((rule) => fillsVault(rule, backup, { region })));
  if (rules.length === 0) return { result: 'fail', detail: `${name} is in no backup plan: its tags or its name are not what the plans select by` };
  if (lacking.length > 0) return { result: 'fail', detail: `${name} is selected by ${rules.map(ruleText).join(', ')}, and by no rule that fills ${lacking.map((backup) => `vault ${backup.resource}`).join(', ')}` };
  if (pitr === null) return { result: 'fail', detail: `${name} has no point-in-time recovery` };
  return { result: 'pass', detail: `${name} is selected by ${rules.map(ruleText).join(', ')} and keeps point-in-time recovery for ${pitr.RecoveryPeriodInDays} days` };
}
