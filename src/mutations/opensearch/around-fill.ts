import type { DrillContext, MutationModule, StepResult } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { withDomain } from '#stores/opensearch/domain';
import type { SearchClient } from '#stores/opensearch/search-client';
import { isAutomated, servingRepository } from '#stores/opensearch/snapshots';
import { REDRILL_PREFIX } from '#stores/s3/beacon-keys';
import { withSpoilt } from '../with-spoilt.ts';

export interface Spoil {
  readonly context: DrillContext;
  readonly client: SearchClient;
  /** Alias or index whose documents are spoiled. */
  readonly index: string;
}

/** A restore that goes wrong where the index is filled: the release checks of the document come after it. */
export function afterFill(spoil: (input: Spoil) => Promise<void>): Pick<Required<MutationModule>, 'kind' | 'step' | 'around'> {
  return {
    kind: 'restore',
    step: ['opensearch.reindex', 'opensearch.restore-snapshot'],
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      await spoiled(context, store, { index: 'datasets-*', spoil });
      return result;
    },
  };
}

/** A restore that goes wrong where no release check looks: after the last step that changes the store. `spoil` may give the names of the documents that it spoilt. */
export function afterRePoint(spoil: (input: Spoil) => Promise<readonly string[] | void>): Pick<Required<MutationModule>, 'kind' | 'step' | 'around'> {
  return {
    kind: 'restore',
    step: 'opensearch.re-point',
    around: async (context, store, run): Promise<StepResult> => {
      const result = await run();
      return withSpoilt(result, await spoiled(context, store, { index: 'datasets', spoil }));
    },
  };
}

async function spoiled(context: DrillContext, { id }: StoreConfig, { index, spoil }: { readonly index: string; readonly spoil: (input: Spoil) => Promise<readonly string[] | void> }): Promise<readonly string[] | void> {
  const { resource, region } = context.candidate(id);
  return withDomain(context.targets.access('platform-admin', region), resource, (client) => spoil({ context, client, index }));
}

/** What is found first by id: documents of the seed, which nobody writes any more. */
export async function settledDocument({ client, index }: Spoil): Promise<{ readonly index: string; readonly id: string; readonly source: Readonly<Record<string, unknown>> }> {
  await client.json({ method: 'POST', path: `/${index}/_refresh` });
  const body = { size: 1, sort: [{ id: 'asc' }], query: { bool: { must_not: [{ prefix: { id: REDRILL_PREFIX } }] } } };
  const { hits } = await client.json<{ readonly hits?: { readonly hits?: readonly { readonly _index: string; readonly _id: string; readonly _source: Readonly<Record<string, unknown>> }[] } }>({ method: 'POST', path: `/${index}/_search`, body });
  const hit = hits?.hits?.[0];
  if (hit === undefined) throw new RedrillError('mutation.nothing-to-spoil', `${index} holds no ordinary document to spoil`, { actor: 'platform' });
  const { _index: own, _id: id, _source: source } = hit;
  return { index: own, id, source };
}

/** Lines of `_bulk` for one index, sent as they are. */
export async function bulk(client: SearchClient, index: string, lines: readonly unknown[]): Promise<void> {
  await client.json({ method: 'POST', path: `/${index}/_bulk`, query: { refresh: 'true' }, body: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')) });
}

/** Sabotages that only a number of documents, known beforehand, gives away have no one to notice them where the service's own snapshots serve. */
export function unfitForAutomated(store: StoreConfig): string | null {
  const repository = servingRepository(store);
  return repository !== null && isAutomated(repository.resource) ? 'shows in the number of documents before people are let in, and an automated snapshot does not say how many it holds' : null;
}
