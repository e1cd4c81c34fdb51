import type { Binding, DrillContext, PostureProbe } from '#contract/modules';
import type { Posture } from '#contract/events';
import { readInstanceSettings } from '#stores/rds/read-instance-settings';
import { backedUpBy, ruleText } from './backed-up-by.ts';
import { RDS_COMPARATORS } from './comparators.ts';
import { postureOf } from './posture-of.ts';

/** The settings of an instance that a restore brings back as defaults or not at all, and the plans that protect it; read as the observer. */
export const rdsPosture: PostureProbe = { service: 'rds', comparators: RDS_COMPARATORS, read };

async function read(context: DrillContext, binding: Binding): Promise<Posture> {
  const access = context.targets.access('drill-observer', binding.region);
  const { instance, settings } = await readInstanceSettings(access, binding.resource);
  const rules = await backedUpBy(access, instance);
  return postureOf(settings, { parameterStatus: instance.DBParameterGroups?.[0]?.ParameterApplyStatus ?? null, backedUpBy: rules.map(ruleText) });
}
