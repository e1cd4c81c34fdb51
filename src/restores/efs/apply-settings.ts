import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { applyFileSystemSettings, fileSystemSettingsInForce } from '#stores/efs/apply-file-system-settings';
import { loadFileSystemDefinition } from '#stores/efs/load-file-system-definition';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Gives the restored file system what no backup of it holds: mount targets, access points, policy, backup policy, lifecycle, tags. */
export const applySettings: StepModule<Args> = { id: 'efs.apply-settings', with: args, marks: 'configure', effects: ['elasticfilesystem:CreateMountTarget', 'elasticfilesystem:CreateAccessPoint', 'elasticfilesystem:PutFileSystemPolicy', 'elasticfilesystem:PutBackupPolicy', 'elasticfilesystem:PutLifecycleConfiguration', 'elasticfilesystem:TagResource'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const access = context.targets.access('drill-restorer', region);
  const wanted = loadFileSystemDefinition(context, definition);
  const { changed } = await context.effect<{ readonly changed: readonly string[] }>({
    id: `4-recover/efs.apply-settings/${store}`,
    what: `give ${resource} everything around it that is documented`,
    destructive: false,
    probe: async () => ((await fileSystemSettingsInForce(access, resource, wanted)) ? { changed: [] } : undefined),
    act: async () => ({ changed: await applyFileSystemSettings(context, { access, id: resource }, wanted) }),
  });
  return { outputs: { system: resource, changed } };
}
