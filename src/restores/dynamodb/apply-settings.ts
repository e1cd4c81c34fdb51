import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { applyTableSettings, settingsInForce } from '#stores/dynamodb/apply-table-settings';
import { loadTableDefinition } from '#stores/dynamodb/load-table-definition';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Gives the restored table every setting that no restore brings back: time to live, stream, tags, point-in-time recovery, protection. */
export const applySettings: StepModule<Args> = { id: 'dynamodb.apply-settings', with: args, marks: 'configure', effects: ['dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive', 'dynamodb:UpdateContinuousBackups', 'dynamodb:TagResource'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const wanted = loadTableDefinition(context, definition);
  const access = context.targets.access('drill-restorer', region);
  const outputs = await context.effect<{ readonly changed: readonly string[] }>({
    id: `4-recover/dynamodb.apply-settings/${store}`,
    what: `give ${resource} the settings of ${wanted.TableName}`,
    destructive: false,
    probe: async () => ((await settingsInForce(access, resource, wanted)) ? { changed: [] } : undefined),
    act: async () => ({ changed: await applyTableSettings(context, { access, name: resource }, wanted) }),
  });
  return { outputs: { table: resource, ...outputs } };
}
