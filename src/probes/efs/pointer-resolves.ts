import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { mounted } from '#stores/efs/mounted';
import { readPointer } from '#targets/pointer';
import { failedLook } from './failed-look.ts';
import { shown } from './shown.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The platform's pointer holds the id of the restored file system, and that one can be mounted: clients hold ids, and a new file system has another. */
export const pointerResolves: ProbeModule<Args> = {
  id: 'efs.pointer-resolves',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)).catch(failedLook),
  // The real pointer, and a file system that nobody was led to.
  negativeControl: (context, { store }) => shown(pointerResolves.id, () => look(context, { ...context.binding(store), resource: 'fs-00000000000000000' })),
};

async function look(context: DrillContext, binding: Binding): Promise<ProbeReading> {
  const { resource, region, pointer } = binding;
  const said = await readPointer(context.targets.access('platform-app', region), pointer);
  if (said === null) return { result: 'fail', detail: `the parameter ${pointer} does not exist` };
  if (said !== resource) return { result: 'fail', detail: `${pointer} says ${said}, the restored file system is ${resource}` };
  return { result: 'pass', detail: `${pointer} leads to ${resource}, which is mounted at ${await mounted(context, binding)}` };
}
