import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { readPointer } from '#targets/pointer';
import { serviceProbes } from '../services.ts';
import { atHome } from './at-home.ts';

const args = z.strictObject({ region: z.string().min(1), stores: z.array(z.string()).min(1) });
type Args = z.output<typeof args>;

/** Every store's own service answers in a region, and so does the parameter that leads to it: one service that answers says nothing of another. */
export const homeAnswers: ProbeModule<Args> = {
  id: 'region.home-answers',
  with: args,
  run: look,
  // The real services, and a parameter that nobody ever wrote: what does not name a store is no answer.
  negativeControl: (context, input) => look(context, input, '/redrill/control'),
};

async function look(context: DrillContext, { region, stores }: Args, below = ''): Promise<ProbeReading> {
  const silent: string[] = [];
  for (const id of stores) {
    const store = context.store(id);
    const pointer = `${below}${store.pointer}`;
    try {
      const said = await readPointer(context.targets.access('drill-observer', region), pointer);
      const resource = said === null ? null : await serviceProbes.get(store.service)?.resolve(atHome(context, region), store);
      if (resource === null || resource === undefined) silent.push(`${id}: ${pointer} does not exist in ${region}`);
    } catch (error) {
      silent.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return silent.length === 0 ? { result: 'pass', detail: `${region} answers for ${stores.join(', ')}` } : { result: 'fail', detail: `${region} does not answer for all: ${silent.join('; ')}` };
}
