import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Puts the documented index templates back, before any index is made: without them an index guesses its mapping from the first document. */
export const applyTemplates: StepModule<Args> = { id: 'opensearch.apply-templates', with: args, marks: 'configure', effects: ['es:ESHttpPost _index_template'], run };

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const { templates } = loadDomainDefinition(context, definition);
  const names = Object.keys(templates);
  await context.effect({
    id: `4-recover/opensearch.apply-templates/${store}`,
    what: `put the index templates ${names.join(', ')} of ${resource}`,
    destructive: false,
    // Putting the same template twice comes to the same.
    probe: async () => undefined,
    act: () => context.modelled('opensearch-control', { objects: names.length, bytes: 0 }, () => withDomain(context.targets.access('drill-restorer', region), resource, async (client) => {
      for (const [name, template] of Object.entries(templates)) await client.api.indices.putIndexTemplate({ name, body: template as object });
      return { templates: names };
    })),
  });
  return { outputs: { templates: names } };
}
