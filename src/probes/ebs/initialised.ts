import { z } from 'zod';
import type { DrillContext, ProbeModule, ProbeReading } from '#contract/modules';
import { volumeHealth, type VolumeHealth } from '#stores/ebs/volume-status';
import { shown } from '../rds/shown.ts';
import { failedLook } from './failed-look.ts';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** EC2's own checks call the volume ok, and none of its blocks waits to be loaded: before that the first read of each block is slow. */
export const initialised: ProbeModule<Args> = {
  id: 'ebs.initialised',
  with: args,
  run: (context, { store }) => look(context, store).catch(failedLook),
  // What EC2 says of a volume that was made from a snapshot a moment ago.
  negativeControl: (_, { store }) => shown(initialised.id, async () => judge(`the volume of ${store}`, { status: 'initializing', initialised: false, text: 'status initializing, initialisation initializing' })),
};

async function look(context: DrillContext, store: string): Promise<ProbeReading> {
  const { resource, region } = context.candidate(store);
  return judge(resource, await volumeHealth(context.targets.access('drill-observer', region), resource));
}

function judge(volume: string, health: VolumeHealth | null): ProbeReading {
  if (health === null) return { result: 'fail', detail: `EC2 has no status of ${volume} to tell` };
  return { result: health.status === 'ok' && health.initialised ? 'pass' : 'fail', detail: `${volume}: ${health.text}` };
}
