import { ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS } from './aws-managed.ts';
import type { Principal } from './model.ts';

interface DefaultAccess {
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly inline: { readonly name: string; readonly document: string } | null;
}

/** What a default user or role may do: observers look, everyone else administers the account. */
export function defaultAccess({ account, name }: Pick<Principal, 'account' | 'name'>): DefaultAccess {
  if (!name.startsWith('drill-observer')) return { attached: [ADMINISTRATOR_ACCESS], inline: null };
  return { attached: [READ_ONLY_ACCESS], inline: { name: 'look-inside', document: JSON.stringify({ Version: '2012-10-17', Statement: lookInside(account) }) } };
}

/** Paths of a domain that only read, though they are asked with POST, and the cursors that such reading leaves. */
const SEARCHES = ['_search', '_search/*', '_count', '_mget', '_msearch', '_validate/query', '_field_caps'];

/** What looking needs beyond ReadOnlyAccess: the content of what is encrypted, searches, and the observers' roles of the other accounts. */
function lookInside(account: string): readonly object[] {
  const domain = `arn:aws:es:*:${account}:domain/*`;
  return [
    { Sid: 'ReadEncrypted', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' },
    { Sid: 'Search', Effect: 'Allow', Action: 'es:ESHttpPost', Resource: SEARCHES.map((path) => `${domain}/${path}`) },
    { Sid: 'CloseSearches', Effect: 'Allow', Action: 'es:ESHttpDelete', Resource: [`${domain}/_search/scroll*`, `${domain}/_search/point_in_time*`] },
    { Sid: 'LookElsewhere', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/drill-observer*' },
  ];
}
