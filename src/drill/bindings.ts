import type { ResolvedConfig, StoreConfig } from '#contract/config.schema';
import type { Binding } from '#contract/modules';
import { bug } from '#kit/redrill-error';
import type { Journal } from './journal.ts';

/** Where each store is: config first, then every `binding.changed` of the record. */
export interface Bindings {
  bound(store: string): Binding;
  candidate(store: string): Binding;
}

export function openBindings(stores: readonly StoreConfig[], config: ResolvedConfig, journal: Journal): Bindings {
  const initial = new Map(stores.map((store): [string, Binding] => [store.id, {
    store: store.id,
    account: config.accounts[store.account].id,
    region: store.region,
    resource: store.resource,
    pointer: store.pointer,
  }]));
  const base = (store: string): Binding => {
    const binding = initial.get(store);
    if (!binding) throw bug('binding.unknown-store', `store ${store} is not part of this scenario`);
    return binding;
  };
  const changed = (store: string, kinds: readonly string[]): string | undefined =>
    journal.last('binding.changed', (data) => data.store === store && kinds.includes(data.kind))?.data.to;
  return {
    bound: (store) => ({ ...base(store), region: changed(store, ['relocated']) ?? base(store).region, resource: changed(store, ['promoted']) ?? base(store).resource }),
    candidate: (store) => ({ ...base(store), region: changed(store, ['relocated']) ?? base(store).region, resource: changed(store, ['candidate', 'promoted']) ?? base(store).resource }),
  };
}
