import { AWS_BACKUP_POLICIES } from './aws-backup-policies.ts';
import { ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS } from './aws-managed.ts';
import type { Principal } from './model.ts';

interface DefaultAccess {
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly inline: { readonly name: string; readonly document: string } | null;
}

/**
 * What a default user or role may do: observers look, roles of services do what their service does and no more, and everyone else administers the
 * account, until whoever fills it says what they are for.
 */
export function defaultAccess({ account, name }: Pick<Principal, 'account' | 'name'>): DefaultAccess {
  if (name.startsWith('drill-observer')) return { attached: [READ_ONLY_ACCESS], inline: inline('look-inside', lookInside(account)) };
  return SERVICE_ROLES[name] ?? { attached: [ADMINISTRATOR_ACCESS], inline: null };
}

/** Which buckets they serve is not known here, so these are wide in resources; an account that knows it puts policies of its own in their place. */
const SERVICE_ROLES: Readonly<Record<string, DefaultAccess | undefined>> = {
  'aws-backup': { attached: AWS_BACKUP_POLICIES.map(({ name, path = '/' }) => `arn:aws:iam::aws:policy${path}${name}`), inline: null },
  'opensearch-snapshots': { attached: [], inline: inline('snapshots', [
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: 'arn:aws:s3:::*' },
    { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::*/*' },
  ]) },
  's3-replication': { attached: [], inline: inline('replication', [
    { Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: 'arn:aws:s3:::*' },
    { Effect: 'Allow', Action: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'], Resource: 'arn:aws:s3:::*/*' },
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], Resource: '*', Condition: { Bool: { 'aws:ViaAWSService': 'true' } } },
  ]) },
};

function inline(name: string, statements: readonly object[]): NonNullable<DefaultAccess['inline']> {
  return { name, document: JSON.stringify({ Version: '2012-10-17', Statement: statements }) };
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
