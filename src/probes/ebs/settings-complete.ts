import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { settingsOf, type VolumeSettings } from '#stores/ebs/volume-settings';
import { keyArn } from '#stores/rds/key-arn';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';
import { documentedPosture } from './posture-of.ts';
import { settingsOff } from './settings-off.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Every setting of the restored volume is as its documented definition says or stronger. */
export const settingsComplete: ProbeModule<Args> = {
  id: 'ebs.settings-complete',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), loadVolumeDefinition(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => {
    const wanted = loadVolumeDefinition(context, definition);
    return shown(settingsComplete.id, () => look(context, context.binding(store), { ...wanted, Size: wanted.Size * 1000, Tags: [...wanted.Tags, { Key: 'redrill-control', Value: 'never set' }] }));
  },
};

async function look(context: DrillContext, { resource, region }: Binding, documented: VolumeSettings): Promise<ProbeReading> {
  const access = context.targets.access('drill-observer', region);
  const volume = await describeVolume(access, resource);
  if (isGone(volume)) return { result: 'fail', detail: `there is no volume ${resource}` };
  const wanted = documentedPosture({ ...documented, KmsKeyId: await keyArn(access, documented.KmsKeyId) });
  const off = settingsOff(documentedPosture(settingsOf(volume)), wanted);
  return off.length > 0 ? { result: 'fail', detail: off.join('; ') } : { result: 'pass', detail: `all settings of ${resource} are as documented` };
}
