import type { Binding, DrillContext, PostureProbe } from '#contract/modules';
import type { Posture } from '#contract/events';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { backedUpBy, ruleText } from './backed-up-by.ts';
import { EFS_COMPARATORS } from './comparators.ts';
import { documentedPosture } from './posture-of.ts';

/** Everything around the files that no backup brings back, and the plans that protect them; read as the observer. */
export const efsPosture: PostureProbe = { service: 'efs', comparators: EFS_COMPARATORS, read };

async function read(context: DrillContext, binding: Binding): Promise<Posture> {
  const access = context.targets.access('drill-observer', binding.region);
  const { system, settings } = await readFileSystemSettings(access, binding.resource);
  return { ...documentedPosture(settings), backedUpBy: (await backedUpBy(access, system)).map(ruleText).sort() };
}
