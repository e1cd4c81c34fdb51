import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { FileSystemSettings } from '#stores/efs/file-system-settings';
import { loadFileSystemDefinition } from '#stores/efs/load-file-system-definition';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { keyArn } from '#stores/rds/key-arn';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** The restored file system is available, of the documented performance mode, and encrypted with the documented key: none of it can be changed later. */
export const fileSystemReady: ProbeModule<Args> = {
  id: 'efs.file-system-ready',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadFileSystemDefinition(context, definition)).catch(failedLook),
  // The living file system, held against another key than its own.
  negativeControl: (context, { store, definition }) => shown(fileSystemReady.id, () => look(context, context.binding(store), { ...loadFileSystemDefinition(context, definition), Encrypted: true, KmsKeyId: 'arn:aws:kms:us-west-2:000000000000:key/redrill-control' })),
};

async function look(context: DrillContext, { resource, region }: Binding, wanted: FileSystemSettings): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const { system, settings } = await readFileSystemSettings(access, resource);
  const key = await keyArn(access, wanted.KmsKeyId);
  const wrong = [
    ...(system.LifeCycleState === 'available' ? [] : [`it is ${system.LifeCycleState ?? 'in no known state'}`]),
    ...(settings.PerformanceMode === wanted.PerformanceMode ? [] : [`performance mode ${settings.PerformanceMode}, documented ${wanted.PerformanceMode}`]),
    ...(!wanted.Encrypted || settings.Encrypted ? [] : ['it is not encrypted']),
    ...(key === null || settings.KmsKeyId === key ? [] : [`its key is ${settings.KmsKeyId ?? 'none'}, documented ${key}`]),
  ];
  if (wrong.length > 0) return { result: 'fail', detail: `${resource}: ${wrong.join('; ')}` };
  return { result: 'pass', detail: `${resource} is available, ${settings.PerformanceMode}, encrypted with ${settings.KmsKeyId ?? 'no key'}` };
}
