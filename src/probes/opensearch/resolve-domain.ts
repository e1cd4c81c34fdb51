import type { StoreConfig } from '#contract/config.schema';
import type { DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { opensearchSdk, originOf, parsePointer, withControl } from '#stores/opensearch/domain';
import { requireEngine } from '#stores/opensearch/require-engine';
import { searchCode } from '#stores/opensearch/search-error';
import { readPointer } from '#targets/pointer';

/** The domain that the store's pointer leads to now, found by its endpoint; null when there is no pointer. */
export async function resolveDomain(context: DrillContext, store: StoreConfig): Promise<string | null> {
  await requireEngine(context);
  const access = context.targets.access('drill-observer', context.binding(store.id).region);
  const value = await readPointer(access, store.pointer);
  if (value === null) return null;
  const { origin } = parsePointer(value, store.pointer);
  const { DomainNames = [] } = await withControl(access, (client) => client.send(new (opensearchSdk().ListDomainNamesCommand)({})));
  for (const { DomainName: name } of DomainNames) {
    if (name !== undefined && (await endpointOf(access, name)) === origin.origin) return name;
  }
  throw new RedrillError('opensearch.pointer-astray', `the pointer ${store.pointer} leads to ${origin.origin}, and no search domain of account ${access.account} in ${access.region} has that endpoint: was the domain deleted or the pointer changed by hand?`, { actor: 'platform' });
}

/** A domain that is just being made has none, and is not the one. */
async function endpointOf(access: Parameters<typeof originOf>[0], name: string): Promise<string | null> {
  try {
    return (await originOf(access, name)).origin;
  } catch (error) {
    if (searchCode(error) === null) throw error;
    return null;
  }
}
