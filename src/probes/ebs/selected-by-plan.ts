import type { Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { fillsVault } from '#stores/backup/fills-vault';
import { describeVolume, isGone, tagsOf, volumeArn } from '#stores/ebs/describe-volume';
import { keptBy, recycleBinRules, recycleBinRuleText } from '#stores/ebs/recycle-bin-rules';
import { backedUpBy, ruleText } from '#stores/ebs/selecting-rules';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The restored volume is in a backup plan again, and a rule of the Recycle Bin would keep it: both select by tags, which no restore of a volume brings. */
export const selectedByPlan: ProbeModule<Args> = {
  id: 'ebs.selected-by-plan',
  with: args,
  run: (context, { store }) => look(context, store).catch(failedLook),
  // A volume that nobody tagged.
  negativeControl: (context, { store }) => shown(selectedByPlan.id, () => judge(context, store, { VolumeId: 'vol-00000000000000000', Tags: [] })),
};

async function look(context: DrillContext, store: string): Promise<ProbeReading> {
  const { region, resource } = context.candidate(store);
  const volume = await describeVolume(context.targets.access('drill-observer', region), resource);
  return isGone(volume) ? { result: 'fail', detail: `there is no volume ${resource}` } : judge(context, store, volume);
}

async function judge(context: DrillContext, store: string, volume: Volume): Promise<ProbeReading> {
  const { region, account } = context.candidate(store);
  const access = context.targets.access('drill-observer', region);
  const name = volume.VolumeId ?? '';
  const rules = await backedUpBy(access, volumeArn({ account, region, resource: name }), volume);
  const kept = keptBy(await recycleBinRules(access), tagsOf(volume));
  const lacking = context.store(store).backups.filter((backup) => backup.kind === 'aws-backup' && !rules.some((rule) => fillsVault(rule, backup, access)));
  if (rules.length === 0) return { result: 'fail', detail: `${name} is in no backup plan: its tags are not what the plans select by` };
  if (lacking.length > 0) return { result: 'fail', detail: `${name} is selected by ${rules.map(ruleText).join(', ')}, and by no rule that fills ${lacking.map((backup) => `vault ${backup.resource}`).join(', ')}` };
  if (kept.length === 0) return { result: 'fail', detail: `${name} is in a backup plan, and no rule of the Recycle Bin would keep it: deleted again it would be gone at once` };
  return { result: 'pass', detail: `${name} is selected by ${rules.map(ruleText).join(', ')}, and the Recycle Bin keeps ${kept.map(recycleBinRuleText).join(', ')}` };
}
