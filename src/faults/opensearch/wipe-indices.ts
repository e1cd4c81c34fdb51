import { z } from 'zod';
import type { AwsAccess } from '#contract/aws';
import type { DrillContext, FaultModule } from '#contract/modules';
import type { TargetRef } from '#contract/events';
import { RedrillError } from '#kit/redrill-error';
import { describeDomain, opensearchSdk, originOfStatus, pointerOf, withControl, withDomain, withSearch } from '#stores/opensearch/domain';
import { indexTemplates } from '#stores/opensearch/index-definitions';
import { userIndices } from '#stores/opensearch/index-names';
import type { SearchClient } from '#stores/opensearch/search-client';
import { searchCode } from '#stores/opensearch/search-error';

const args = z.strictObject({ store: z.string() });
type Args = z.output<typeof args>;

/** Live writers make indices anew while they are deleted; this many rounds are always enough. */
const MAX_ROUNDS = 10;

/** Deletes every index of a domain, and so every alias, and the templates: a clean-up of test indices with the wrong endpoint. */
export const wipeIndices: FaultModule<Args> = { id: 'opensearch.wipe-indices', service: 'opensearch', nature: 'destructive', args, targets, inject, observe };

async function targets(context: DrillContext, { store }: Args): Promise<readonly TargetRef[]> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-observer', region);
  const domain = await describeDomain(access, resource);
  if (domain?.ARN === undefined) return [];
  const indices = await withSearch(access, originOfStatus(access, domain), (client) => userIndices(client, context.signal));
  if (indices.length === 0) return [];
  const sum = (of: 'documents' | 'bytes'): number => indices.reduce((total, index) => total + index[of], 0);
  return [{
    store,
    arn: domain.ARN,
    what: `all ${indices.length} indices of search domain ${resource} (${indices.map(({ index }) => index).join(', ')}) with their aliases and templates`,
    count: sum('documents'),
    bytes: sum('bytes'),
    sample: indices.map(({ index }) => index),
    tags: await tagsOf(access, domain.ARN),
  }];
}

/** Null when the service will not say, which no guard may take for a yes. */
async function tagsOf(access: AwsAccess, arn: string): Promise<Readonly<Record<string, string>> | null> {
  const { TagList } = await withControl(access, (client) => client.send(new (opensearchSdk().ListTagsCommand)({ ARN: arn })));
  return TagList === undefined ? null : Object.fromEntries(TagList.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

async function inject(context: DrillContext, { store }: Args): Promise<void> {
  const { resource, region } = context.binding(store);
  const access = context.targets.access('drill-operator', region);
  await mayGo(context, access, resource);
  await context.effect({
    id: `3-disrupt/opensearch.wipe-indices/${store}`,
    what: `delete every index and every template of search domain ${resource}`,
    destructive: true,
    probe: () => withDomain(access, resource, async (client) => ((await left(client)) === 0 ? { domain: resource } : undefined)),
    act: async () => {
      await withDomain(access, resource, (client) => wipe(context, client));
      return { domain: resource };
    },
  });
}

/** Its owner may have changed the mind since the plan was made. */
async function mayGo({ config }: DrillContext, access: AwsAccess, resource: string): Promise<void> {
  const { key, value } = config.guards.optInTag;
  const domain = await describeDomain(access, resource);
  const tags = domain?.ARN === undefined ? null : await tagsOf(access, domain.ARN);
  if (key === '' || value === '' || tags?.[key] !== value) throw new RedrillError('guard.opt-in-tag', `search domain ${resource} is no longer tagged ${key}=${value}: its owner does not allow drills, and nothing of it is deleted`, { exitCode: 5 });
}

async function left(client: SearchClient): Promise<number> {
  return (await userIndices(client)).length + Object.keys(await indexTemplates(client)).length;
}

/** Each by its name: wildcards are refused where `action.destructive_requires_name` is on. */
async function wipe(context: DrillContext, client: SearchClient): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    context.signal.throwIfAborted();
    for (const { index } of await userIndices(client)) await remove(() => client.api.indices.delete({ index }));
    for (const name of Object.keys(await indexTemplates(client))) await remove(() => client.api.indices.deleteIndexTemplate({ name }));
    if ((await left(client)) === 0) return;
  }
  throw new RedrillError('fault.never-empty', `indices of ${client.where} were made faster than they could be deleted, ${MAX_ROUNDS} times over: find what writes to it`, { actor: 'platform' });
}

async function remove(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Gone already, which is what was asked for.
    if (!/not_found|missing/.test(searchCode(error) ?? '')) throw error;
  }
}

/** As a user: does a search through the pointer find anything, and are the indices there that were there before? */
async function observe(context: DrillContext, { store }: Args, sample: readonly string[]): Promise<{ readonly broken: boolean | null; readonly harmed?: boolean; readonly detail: string }> {
  const { region, pointer } = context.binding(store);
  const access = context.targets.access('platform-app', region);
  try {
    const { origin, alias } = await pointerOf(access, pointer);
    return await withSearch(access, origin, (client) => look(client, alias, sample));
  } catch (error) {
    return { broken: null, detail: `looking at the search failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function look(client: SearchClient, alias: string, sample: readonly string[]): Promise<{ readonly broken: boolean; readonly harmed?: boolean; readonly detail: string }> {
  try {
    const { hits } = await client.json<{ readonly hits?: { readonly hits?: readonly unknown[] } }>({ method: 'POST', path: `/${alias}/_search`, body: { size: 1, _source: false }, repeatable: false });
    const there = (await userIndices(client)).map(({ index }) => index);
    const gone = sample.filter((index) => !there.includes(index));
    if ((hits?.hits?.length ?? 0) === 0) return { broken: true, detail: `a search through ${alias} finds nothing` };
    return { broken: false, harmed: gone.length > 0, detail: `a search through ${alias} answers${gone.length > 0 ? `, ${gone.join(', ')} is gone` : ''}` };
  } catch (error) {
    if (searchCode(error) !== 'index_not_found_exception') throw error;
    return { broken: true, detail: `a search through ${alias} fails: index_not_found_exception` };
  }
}
