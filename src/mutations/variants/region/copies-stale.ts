import type { DrillContext, VariantModule } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { usageError } from '#kit/redrill-error';
import { addSeconds, microsOf } from '#kit/time';

const DAYS = 3;
const EFFECT = '1-prepare/variant/copies-stale';

/** The copies out of the region stopped days ago, the backups in it did not, and nobody noticed. */
export const copiesStale: VariantModule = {
  id: 'copies-stale',
  scenario: 'region-outage',
  title: `no copy has left the region for ${DAYS} days when it goes`,
  arrange: hold,
  undo: async (context, { region }) => {
    if (context.effects().some(({ id }) => id === EFFECT)) await context.targets.control?.call('hold-copies', { region, held: false });
  },
};

async function hold(context: DrillContext, { region }: StoreConfig): Promise<string> {
  const { control } = context.targets;
  if (control === null) throw usageError('variant.no-control', 'copies-stale asks the sandbox to hold copies back; nobody can ask AWS for that');
  const { since } = await context.effect({
    id: EFFECT,
    what: `hold every copy out of ${region} back`,
    destructive: false,
    // Holding them twice comes to the same.
    probe: async () => undefined,
    act: async () => {
      await control.call('hold-copies', { region, held: true });
      return { since: context.clock.nowIso() };
    },
  });
  await context.clock.sleepUntil(microsOf(addSeconds(since, DAYS * 86_400)), context.signal);
  return `nothing has been copied out of ${region} since ${since}`;
}
