import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { FileSystemSettings } from '#stores/efs/file-system-settings';
import { loadFileSystemDefinition } from '#stores/efs/load-file-system-definition';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { keyArn } from '#stores/rds/key-arn';
import { EFS_COMPARATORS } from './comparators.ts';
import { failedLook } from './failed-look.ts';
import { documentedPosture } from './posture-of.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Every setting of the restored file system is as its documented definition says or stronger: access points, policy, backup policy, lifecycle, tags. */
export const settingsComplete: ProbeModule<Args> = {
  id: 'efs.settings-complete',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadFileSystemDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => {
    const wanted = loadFileSystemDefinition(context, definition);
    return shown(settingsComplete.id, () => look(context, context.binding(store), { ...wanted, Tags: [...wanted.Tags, { Key: 'redrill-control', Value: 'yes' }] }));
  },
};

async function look(context: DrillContext, { resource, region }: Binding, wanted: FileSystemSettings): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const { settings } = await readFileSystemSettings(access, resource);
  const [found, expected] = [documentedPosture(settings), documentedPosture({ ...wanted, KmsKeyId: await keyArn(access, wanted.KmsKeyId) })];
  const off = Object.keys(expected).filter((key) => !meets(key, expected[key], found[key])).map((key) => `${key} is ${JSON.stringify(found[key])}, documented ${JSON.stringify(expected[key])}`);
  if (off.length > 0) return { result: 'fail', detail: off.join('; ') };
  return { result: 'pass', detail: `all ${Object.keys(expected).length} settings of ${resource} are as documented` };
}

function meets(key: string, expected: unknown, found: unknown): boolean {
  if (EFS_COMPARATORS[key] === 'superset' && Array.isArray(expected) && Array.isArray(found)) return expected.every((one) => found.includes(one));
  if (EFS_COMPARATORS[key] === 'at-least' && found === true) return true;
  return JSON.stringify(expected) === JSON.stringify(found);
}
