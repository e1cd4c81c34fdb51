import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { originOf } from '#stores/opensearch/domain';

const args = z.strictObject({ store: z.string(), domain: z.string() });
type Args = z.output<typeof args>;

/** Goes on with a search domain that stands where the store serves from now on: a domain that was cut off was not harmed, only its index is old. */
export const useDomain: StepModule<Args> = { id: 'region.use-domain', with: args, marks: 'decide', effects: [], run };

async function run(context: DrillContext, { store, domain }: Args): Promise<StepResult> {
  const { region } = context.binding(store);
  const { origin } = await originOf(context.targets.access('drill-restorer', region), domain);
  return { outputs: { domain, origin }, binds: { store, resource: domain } };
}
