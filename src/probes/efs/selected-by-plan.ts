import type { FileSystemDescription } from '@aws-sdk/client-efs';
import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { fillsVault } from '#stores/backup/fills-vault';
import { describeFileSystem, fileSystemArn } from '#stores/efs/describe-file-system';
import { backedUpBy, ruleText } from './backed-up-by.ts';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The restored file system is in the backup plans again that fill the vaults the store relies on: a new one has no tags, and no plan takes it. */
export const selectedByPlan: ProbeModule<Args> = {
  id: 'efs.selected-by-plan',
  with: args,
  run: (context, { store }) => look(context, store, (access) => describeFileSystem(access, context.candidate(store).resource)).catch(failedLook),
  // A file system that nobody tagged, named by no plan.
  negativeControl: (context, { store }) => shown(selectedByPlan.id, () => look(context, store, async () => ({ FileSystemArn: fileSystemArn({ ...context.binding(store), resource: 'fs-00000000000000000' }), Tags: [] }))),
};

async function look(context: DrillContext, store: string, find: (access: AwsAccess) => Promise<Pick<FileSystemDescription, 'FileSystemArn' | 'Tags'> | null>): Promise<ProbeReading> {
  const { region, resource } = context.candidate(store);
  const access = context.targets.access('drill-observer', region);
  const system = await find(access);
  if (system === null) return { result: 'fail', detail: `there is no file system ${resource}` };
  const rules = await backedUpBy(access, system);
  const lacking = context.store(store).backups.filter((backup) => backup.kind === 'aws-backup' && !rules.some((rule) => fillsVault(rule, backup, access)));
  if (rules.length === 0) return { result: 'fail', detail: `${system.FileSystemArn} is in no backup plan: its tags are not what the plans select by` };
  if (lacking.length > 0) return { result: 'fail', detail: `${resource} is selected by ${rules.map(ruleText).join(', ')}, and by no rule that fills ${lacking.map((backup) => `vault ${backup.resource}`).join(', ')}` };
  return { result: 'pass', detail: `${resource} is selected by ${rules.map(ruleText).join(', ')}` };
}
