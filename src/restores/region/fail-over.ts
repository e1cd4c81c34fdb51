import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';

const args = z.strictObject({
  /** Where the stores are to serve from here on. */
  region: z.string().min(1),
  stores: z.array(z.string()).min(1),
});
type Args = z.output<typeof args>;

/**
 * The decision to give a region up: from here on every step restores, looks and points in the other one. It asks no provider whether the
 * lost region answers again: one that comes and goes is given up all the same, and people declare that.
 */
export const failOver: StepModule<Args> = { id: 'region.fail-over', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { region, stores }: Args): Promise<StepResult> {
  const without = stores.filter((store) => !context.store(store).backups.some((backup) => backup.region === region));
  if (without.length === stores.length) throw new RedrillError('fail-over.no-copies', `no backup that this run relies on lies in ${region}: nothing could be restored there, so the stores stay where they are`, { actor: 'platform' });
  if (without.length > 0) context.say(`no backup of ${without.join(', ')} lies in ${region}: they cannot be restored there`);
  return { outputs: { region, stores, without }, relocates: { region, stores } };
}
