import { z } from 'zod';
import type { ControlPort } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import { refusal } from '#kit/redrill-error';
import { ENTRY, readEntry } from '#targets/entry';
import { writePointer } from '#targets/pointer';
import { dependencies } from './dependencies.ts';
import { observeStore } from './observe-store.ts';
import { regionTargets } from './region-targets.ts';

const args = z.strictObject({
  store: z.string(),
  /** The region that is taken away, the same for every store of the scenario. */
  region: z.string().min(1),
  /** What a client of it sees: a refusal at once, silence, or silence for those outside while its inside goes on. */
  how: z.enum(['refuse', 'black-hole', 'partition']).default('refuse'),
  /** Regions that go with it, such as the one of the global control planes. */
  also: z.array(z.string().min(1)).default([]),
});
export type CutArgs = z.output<typeof args>;

/** A region is gone for everybody outside: every API, every open path to a store, every copy out of it. What is in it is not harmed, so healing undoes it. */
export const cut: FaultModule<CutArgs> = {
  id: 'region.cut',
  service: 'region',
  nature: 'reversible',
  args,
  targets: async (context, input) => {
    controlOf(context, input);
    return regionTargets(context, input);
  },
  inject,
  observe: observeStore,
  undo: async (context, { region, also }) => {
    for (const one of [region, ...also]) await context.targets.control?.call('heal-region', { region: one });
  },
  strikesRegion: ({ region }) => region,
  dependencies,
  sendHome,
};

const answer = z.object({ cut: z.array(z.object({ region: z.string(), how: z.string() })) });

/** One cut for all stores: it is the region that goes, and a second request finds it gone. */
async function inject(context: DrillContext, input: CutArgs): Promise<void> {
  const control = controlOf(context, input);
  for (const region of [input.region, ...input.also]) await cutOff(context, control, { region, how: input.how });
}

async function cutOff(context: DrillContext, control: ControlPort, { region, how }: Pick<CutArgs, 'region' | 'how'>): Promise<void> {
  await context.effect({
    id: `3-disrupt/region.cut/${region}`,
    what: `cut the region ${region} off (${how})`,
    destructive: true,
    probe: async () => (answer.parse(await control.call('regions')).cut.some((one) => one.region === region && one.how === how) ? { region, how } : undefined),
    act: async () => {
      await control.call('cut-region', { region, how });
      return { region, how };
    },
  });
}

function controlOf({ targets }: DrillContext, { region }: Pick<CutArgs, 'store' | 'region'>): ControlPort {
  if (targets.control === null) throw refusal('region.no-control', `the region ${region} cannot be cut off in an account of AWS by this version: it would need an experiment of AWS FIS that cuts its networks; drill it in the sandbox`);
  return targets.control;
}

/** The recovery may have led users away; where nobody led them back they would stay where nothing is kept. */
async function sendHome(context: DrillContext, { region }: CutArgs): Promise<void> {
  if (!context.effects().some(({ id }) => id.includes('/region.switch-entry'))) return;
  const said = await readEntry(context, 'drill-restorer');
  if (said !== null && said !== region) await writePointer(context.targets.access('drill-restorer', context.config.regions.global), ENTRY, region);
}
