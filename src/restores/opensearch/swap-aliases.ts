import { z } from 'zod';
import type { DrillContext, StepModule, StepResult } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import { aliasesOf, userIndices } from '#stores/opensearch/index-names';
import type { SearchClient } from '#stores/opensearch/search-client';

const args = z.strictObject({ store: z.string(), /** Alias -> the index that it shall point to. */ into: z.record(z.string(), z.string()) });
type Args = z.output<typeof args>;

/**
 * Points every alias at its new index, all in one request. Where a live writer has made an index under the alias's name meanwhile, its
 * documents are taken over first and the index is replaced by the alias in that same request.
 */
export const swapAliases: StepModule<Args> = { id: 'opensearch.swap-aliases', with: args, marks: 're-point', effects: ['es:ESHttpPost _aliases', 'es:ESHttpPost _reindex'], run };

type AliasAction = { readonly add: { readonly index: string; readonly alias: string } } | { readonly remove: { readonly index: string; readonly alias: string } } | { readonly remove_index: { readonly index: string } };

interface Swapped {
  readonly replaced: readonly string[];
  readonly taken: number;
}

async function run(context: DrillContext, { store, into }: Args): Promise<StepResult> {
  const { resource, region } = context.candidate(store);
  const done = await context.effect<Swapped>({
    id: `4-recover/opensearch.swap-aliases/${store}`,
    what: `point ${Object.entries(into).map(([alias, index]) => `${alias} at ${index}`).join(', ')} in ${resource}`,
    destructive: false,
    // It looks at what is there and changes only what is not yet so.
    probe: async () => undefined,
    act: () => context.modelled('opensearch-control', { objects: Object.keys(into).length, bytes: 0 }, () => withDomain(context.targets.access('drill-restorer', region), resource, (client) => swap(client, into))),
  });
  if (done.replaced.length > 0) context.say(`${done.replaced.join(', ')}: a writer had made an index under the alias's name; ${done.taken} documents of it were taken over`);
  return { outputs: { ...done } };
}

async function swap(client: SearchClient, into: Readonly<Record<string, string>>): Promise<Swapped> {
  const there = new Set((await userIndices(client)).map(({ index }) => index));
  const known = await aliasesOf(client);
  const actions: AliasAction[] = [];
  const replaced: string[] = [];
  let taken = 0;
  for (const [alias, index] of Object.entries(into)) {
    if (there.has(alias)) {
      taken += await takeOver(client, { from: alias, to: index });
      replaced.push(alias);
      actions.push({ remove_index: { index: alias } });
    }
    for (const other of known.get(alias) ?? []) if (other !== index) actions.push({ remove: { index: other, alias } });
    actions.push({ add: { index, alias } });
  }
  await client.api.indices.updateAliases({ body: { actions } });
  return { replaced, taken };
}

interface Taken {
  readonly created?: number;
  readonly failures?: readonly { readonly cause?: { readonly reason?: string } }[];
}

/** Documents that the new index has already stay as they are there. Nothing is deleted while one of them could not be taken over. */
async function takeOver(client: SearchClient, { from, to }: { readonly from: string; readonly to: string }): Promise<number> {
  await client.api.indices.refresh({ index: from });
  const { body } = await client.api.reindex({ refresh: true, wait_for_completion: true, body: { conflicts: 'proceed', source: { index: from }, dest: { index: to, op_type: 'create' } } });
  const { created = 0, failures = [] } = body as Taken;
  if (failures.length > 0) throw new RedrillError('alias.not-taken-over', `${failures.length} documents of the index ${from}, which has the name of an alias, were not taken by ${to}: ${failures[0]?.cause?.reason ?? 'no reason given'}; save them by hand before the index is deleted`, { actor: 'platform' });
  return created;
}
