import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError, usageError } from '#kit/redrill-error';
import { readPointer } from '#targets/pointer';

const args = z.strictObject({ region: z.string(), stores: z.array(z.string()).min(1) });
type Args = z.output<typeof args>;

/** From here on the stores are restored, looked for and used at home again. Refuses while the region does not answer: nobody goes back into an outage. */
export const failBack: StepModule<Args> = { id: 'region.fail-back', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { region, stores }: Args): Promise<StepResult> {
  const foreign = stores.map((id) => context.store(id)).find((store) => store.region !== region);
  if (foreign) throw usageError('failback.not-home', `${region} is not the home of ${foreign.id}, which is ${foreign.region} in the config: a way back leads home`);
  const access = context.targets.access('drill-restorer', region);
  for (const id of stores) {
    try {
      await readPointer(access, context.store(id).pointer);
    } catch (error) {
      throw new RedrillError('failback.region-down', `${region} does not answer (${error instanceof Error ? error.message : String(error)}): stay where you are, and begin again when it does`, { actor: 'platform', cause: error });
    }
  }
  return { outputs: { region, stores }, relocates: { region, stores } };
}
