import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { settingsOf, type VolumeSettings } from '#stores/ebs/volume-settings';
import { keyArn } from '#stores/rds/key-arn';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';
import { wrongIn } from './wrong-in.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** The restored volume can be used, lies in the zone of its instance, and has the documented type, size, encryption and key. */
export const volumeReady: ProbeModule<Args> = {
  id: 'ebs.volume-ready',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadVolumeDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(volumeReady.id, () => look(context, context.binding(store), { ...loadVolumeDefinition(context, definition), AvailabilityZone: 'redrill-control' })),
};

async function look(context: DrillContext, { resource, region }: Binding, documented: VolumeSettings): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const volume = await describeVolume(access, resource);
  if (isGone(volume)) return { result: 'fail', detail: `there is no volume ${resource}` };
  if (volume.State !== 'available' && volume.State !== 'in-use') return { result: 'fail', detail: `${resource} is ${volume.State ?? 'in no known state'}` };
  const wrong = wrongIn(settingsOf(volume), { ...documented, KmsKeyId: await keyArn(access, documented.KmsKeyId) });
  if (wrong.length > 0) return { result: 'fail', detail: `${resource}: ${wrong.join('; ')}` };
  return { result: 'pass', detail: `${resource} is ${volume.State} in ${volume.AvailabilityZone}: ${volume.Size} GiB ${volume.VolumeType}, encrypted with the documented key` };
}
