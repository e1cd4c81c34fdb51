import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { serviceProbes } from '../services.ts';
import { atHome } from './at-home.ts';

const args = z.strictObject({ region: z.string().min(1), stores: z.array(z.string()).min(1) });
type Args = z.output<typeof args>;

/** What the disaster left stands: there, and nowhere else, lies what was written between the newest copy and the cut. Names each resource. */
export const oldResourcesStand: ProbeModule<Args> = {
  id: 'region.old-resources-stand',
  with: args,
  run: (context, input) => look(context, input, (resource) => resource),
  // The real pointers, and for each the name of something that nobody ever made.
  negativeControl: (context, input) => look(context, input, (resource) => `${resource}-redrill-control`),
};

async function look(context: DrillContext, { region, stores }: Args, named: (resource: string) => string): Promise<ProbeReading> {
  const there = atHome(context, region);
  const [standing, gone]: [string[], string[]] = [[], []];
  for (const id of stores) {
    const store = context.store(id);
    const probes = serviceProbes.get(store.service);
    try {
      const resource = named((await probes?.resolve(there, store)) ?? store.resource);
      await probes?.posture.read(there, { ...there.binding(id), resource });
      standing.push(`${id}: ${resource}`);
    } catch (error) {
      gone.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return gone.length === 0 ? { result: 'pass', detail: `in ${region} stand ${standing.join(', ')}` } : { result: 'fail', detail: `in ${region} not all of it stands: ${gone.join('; ')}` };
}
