import { z } from 'zod';
import type { Binding, DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeVolume } from '#stores/ebs/describe-volume';
import { readPointer } from '#targets/pointer';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** The platform's pointer leads to the restored volume, and an instance has it. */
export const pointerResolves: ProbeModule<Args> = {
  id: 'ebs.pointer-resolves',
  with: args,
  run: (context, { store }) => look(context, context.candidate(store)).catch(failedLook),
  // The real pointer, and a volume that nobody was led to.
  negativeControl: (context, { store }) => shown(pointerResolves.id, () => look(context, { ...context.binding(store), resource: 'vol-00000000000000000' })),
};

async function look(context: DrillContext, { resource, region, pointer }: Binding): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', region);
  const said = await readPointer(access, pointer);
  if (said === null) throw new RedrillError('ebs.NoPointer', `the parameter ${pointer} does not exist`, { actor: 'platform' });
  if (said !== resource) return { result: 'fail', detail: `${pointer} says ${said}, the restored volume is ${resource}` };
  const state = (await describeVolume(access, said))?.State ?? 'gone';
  return state === 'in-use' ? { result: 'pass', detail: `${pointer} leads to ${resource}, and an instance has it` } : { result: 'fail', detail: `${pointer} leads to ${resource}, which is ${state}: no instance can use it` };
}
