import type { Known } from './known.ts';

/** Losses that platform.md names and that no call of an audit shows. */
const BEYOND: readonly { readonly what: string; readonly why: string }[] = [
  { what: 'the user directory (Cognito)', why: 'it is not read; passwords cannot be exported from it, so its loss has no documented recovery whatever the account says' },
  { what: 'private container images', why: 'registries are not read; find out whether images are replicated to the other region' },
  { what: 'infrastructure definitions', why: 'they live outside the account; find out whether they can be applied to an empty one' },
  { what: 'clusters that run the services', why: 'they are not read; a drill of the region shows whether the services come up elsewhere' },
  { what: 'deletions that customers asked for', why: 'an old recovery point brings the data back; nothing in the account says what must be deleted again after a restore' },
];

/** What stays unsaid: looks that failed, accounts without an observer, and what no setting shows. */
export function notLookedAt(known: Known): readonly { readonly what: string; readonly why: string }[] {
  return [
    ...known.of('unread').map(({ what, account, region, why }) => ({ what: `${what} of account ${account}, ${region}`, why })),
    ...known.of('store').flatMap(({ store, gap }) => (gap === null ? [] : [{ what: `store ${store}`, why: gap }])),
    { what: `account ${known.scope.accounts.recovery}`, why: 'it has no observer\'s role' },
    ...BEYOND,
  ];
}
