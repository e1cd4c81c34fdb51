import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import type { FileSystemSettings } from '#stores/efs/file-system-settings';
import { loadFileSystemDefinition } from '#stores/efs/load-file-system-definition';
import { mounted } from '#stores/efs/mounted';
import { readFileSystemSettings } from '#stores/efs/read-file-system-settings';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** A mount target is available in every documented subnet behind the documented security groups, and the file system can really be mounted. */
export const mountReachable: ProbeModule<Args> = {
  id: 'efs.mount-reachable',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadFileSystemDefinition(context, definition)).catch(failedLook),
  // The living file system, held against a subnet that it has no mount target in.
  negativeControl: (context, { store, definition }) => shown(mountReachable.id, () => look(context, context.binding(store), { ...loadFileSystemDefinition(context, definition), MountTargets: [{ SubnetId: 'subnet-0000000000control', SecurityGroups: ['sg-00000000000000000'] }] })),
};

async function look(context: DrillContext, binding: Binding, wanted: FileSystemSettings): Promise<ProbeReading> {
  const { settings, mountTargets } = await readFileSystemSettings(context.targets.access('drill-observer', binding.region), binding.resource);
  const wrong = wanted.MountTargets.flatMap(({ SubnetId, SecurityGroups }) => {
    const target = mountTargets.find((one) => one.SubnetId === SubnetId);
    const groups = settings.MountTargets.find((one) => one.SubnetId === SubnetId)?.SecurityGroups.join();
    if (target === undefined) return [`no mount target in ${SubnetId}`];
    if (target.LifeCycleState !== 'available') return [`the mount target in ${SubnetId} is ${target.LifeCycleState}`];
    return groups === [...SecurityGroups].sort().join() ? [] : [`the mount target in ${SubnetId} stands behind ${groups}, documented ${SecurityGroups.join()}`];
  });
  if (wrong.length > 0) return { result: 'fail', detail: `${binding.resource}: ${wrong.join('; ')}` };
  const names = await readdir(await mounted(context, binding));
  return { result: 'pass', detail: `${binding.resource} is mounted through one of ${wanted.MountTargets.length} mount targets and lists ${names.length} entries` };
}
