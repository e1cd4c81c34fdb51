import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { loadDomainDefinition } from '#stores/opensearch/domain-definition';
import { generation, generationNumber, groupOf, userIndices } from '#stores/opensearch/index-names';
import type { SearchClient } from '#stores/opensearch/search-client';
import { searchCode } from '#stores/opensearch/search-error';

const args = z.strictObject({ store: z.string(), definition: z.string() });
type Args = z.output<typeof args>;

/** Makes an empty index of the next generation for every documented alias; its mapping and settings come from the templates. */
export const createIndices: StepModule<Args> = { id: 'opensearch.create-indices', with: args, marks: 'restore', effects: ['es:ESHttpPut index'], run };

/** The generation that was lost counts as taken, so that nobody takes the new index for the old one. */
const LOST = 1;

async function run(context: DrillContext, { store, definition }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const { aliases } = loadDomainDefinition(context, definition);
  const access = context.targets.access('drill-restorer', region);
  const indices = await context.effect<Readonly<Record<string, string>>>({
    id: `4-recover/opensearch.create-indices/${store}/names`,
    what: `choose names for new indices of ${resource}`,
    destructive: false,
    // Nothing has changed yet: choosing again is free.
    probe: async () => undefined,
    act: () => withDomain(access, resource, (client) => nextNames(client, aliases)),
  });
  await context.effect({
    id: `4-recover/opensearch.create-indices/${store}`,
    what: `create ${Object.values(indices).join(', ')} in ${resource}`,
    destructive: false,
    // What is there under a chosen name was made by an earlier try.
    probe: async () => undefined,
    act: () => context.modelled('opensearch-control', { objects: aliases.length, bytes: 0 }, () => withDomain(access, resource, async (client) => {
      for (const index of Object.values(indices)) await create(client, index);
      return { indices };
    })),
  });
  return { outputs: { indices } };
}

async function nextNames(client: SearchClient, aliases: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const there = await userIndices(client);
  const highest = (alias: string): number => Math.max(LOST, ...there.filter(({ index }) => groupOf(index) === alias).map(({ index }) => generationNumber(index)));
  return Object.fromEntries(aliases.map((alias) => [alias, generation(alias, highest(alias) + 1)]));
}

async function create(client: SearchClient, index: string): Promise<void> {
  try {
    await client.api.indices.create({ index });
  } catch (error) {
    if (searchCode(error) !== 'resource_already_exists_exception') throw error;
  }
}
