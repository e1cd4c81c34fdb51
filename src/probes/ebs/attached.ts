import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import type { Attachment } from '#stores/ebs/attach-volume';
import { describeVolume, isGone } from '#stores/ebs/describe-volume';
import { loadVolumeDefinition } from '#stores/ebs/load-volume-definition';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** The restored volume is attached to the documented instance under the documented device name, and nowhere else. */
export const attached: ProbeModule<Args> = {
  id: 'ebs.attached',
  with: args,
  run: (context, { store, definition }) => look(context, context.candidate(store), place(context, definition)).catch(failedLook),
  negativeControl: (context, { store, definition }) => shown(attached.id, () => look(context, context.binding(store), { ...place(context, definition), Device: '/dev/redrill-control' })),
};

function place(context: DrillContext, definition: string): Attachment {
  const { Attachment: documented } = loadVolumeDefinition(context, definition);
  if (documented === null) throw usageError('ebs.definition', `${definition} names no instance and device: expected Attachment {InstanceId, Device}`);
  return documented;
}

async function look(context: DrillContext, { resource, region }: Binding, { InstanceId, Device }: Attachment): Promise<ProbeReading> {
  const volume = await describeVolume(context.targets.access('drill-observer', region), resource);
  if (isGone(volume)) return { result: 'fail', detail: `there is no volume ${resource}` };
  const found = (volume.Attachments ?? []).map((one) => `${one.InstanceId} as ${one.Device} (${one.State})`);
  const wanted = `${InstanceId} as ${Device} (attached)`;
  const ok = found.length === 1 && found[0] === wanted;
  return ok ? { result: 'pass', detail: `${resource} is attached to ${InstanceId} as ${Device}` } : { result: 'fail', detail: `${resource} is attached to ${found.join(', ') || 'nothing'}, documented ${wanted}` };
}
