import type { DrillContext, VariantModule } from '#contract/modules';
import { usageError } from '#kit/redrill-error';
import { addSeconds } from '#kit/time';

const HOURS = 8;

/** Everybody goes to the same region at the same time: its APIs answer, and nothing can be launched for hours. */
export const noCapacity: VariantModule = {
  id: 'no-capacity',
  scenario: 'region-outage',
  title: `nothing can be launched in the recovery region for ${HOURS} hours from the strike on`,
  afterStrike: exhaust,
  undo: async (context) => {
    if (context.effects().some(({ id }) => id === EFFECT)) await context.targets.control?.call('no-capacity', { region: context.config.regions.recovery, until: null });
  },
};

const EFFECT = '3-disrupt/variant/no-capacity';

async function exhaust(context: DrillContext): Promise<string> {
  const { control } = context.targets;
  if (control === null) throw usageError('variant.no-control', 'no-capacity asks the sandbox to refuse launches; nobody can ask AWS for that');
  const { recovery: region } = context.config.regions;
  const { until } = await context.effect({
    id: EFFECT,
    what: `refuse launches in ${region} for ${HOURS} hours`,
    destructive: false,
    // Setting it again comes to the same, some moments later.
    probe: async () => undefined,
    act: async () => {
      const at = addSeconds(context.struckAt ?? context.clock.nowIso(), HOURS * 3600);
      await control.call('no-capacity', { region, until: at });
      return { until: at };
    },
  });
  return `${region} has no capacity until ${until}`;
}
