import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { applyInstanceSettings, settingsInForce, type AppliedSettings } from '#stores/rds/apply-instance-settings';
import { loadInstanceDefinition } from '#stores/rds/load-instance-definition';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Gives the restored instance what its restore did not bring (retention, protection, tags, groups) and reboots it when its parameters wait for that. */
export const applySettings: StepModule<Args> = { id: 'rds.apply-settings', with: args, marks: 'configure', effects: ['rds:ModifyDBInstance', 'rds:AddTagsToResource', 'rds:RebootDBInstance'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const wanted = loadInstanceDefinition(context, definition);
  const access = context.targets.access('drill-restorer', region);
  const outputs = await context.effect<AppliedSettings>({
    id: `4-recover/rds.apply-settings/${store}`,
    what: `give ${resource} the settings of ${wanted.DBInstanceIdentifier}`,
    destructive: false,
    probe: async () => ((await settingsInForce(access, resource, wanted)) ? { changed: [], rebooted: false } : undefined),
    act: () => applyInstanceSettings(context, { access, identifier: resource }, wanted),
  });
  return { outputs: { instance: resource, ...outputs } };
}
