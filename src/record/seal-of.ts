import { hash } from 'node:crypto';

/** The seal over a record's chain, count and beacon ledgers (by store, in order), for whoever has read them: disk or a bundle in memory. */
export function sealOf({ events, head, ledgers }: { readonly events: number; readonly head: string; readonly ledgers: readonly { readonly store: string; readonly sha256: string }[] }): string {
  return hash('sha256', `redrill.seal/1\nevents ${events}\nhead ${head}\n${ledgers.map(({ store, sha256 }) => `beacons ${store} ${sha256}\n`).join('')}`, 'hex');
}
