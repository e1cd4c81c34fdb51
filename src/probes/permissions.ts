import type { Needs, Permission } from '#contract/permissions';

/** What the checks of the plan read that ReadOnlyAccess does not: the content of what is encrypted. */
const DECRYPT: Permission = { actions: ['kms:Decrypt'], on: ['arn:aws:kms:{region}:{account}:key/*'] };
const DOMAIN = 'arn:aws:es:{region}:{account}:domain/{name}';
/** Paths that only read, though they are asked with POST, and the cursors that such reading leaves. */
const SEARCHES = ['_search', '_search/*', '*/_search', '*/_count', '_mget', '*/_mget'];

/** A volume that no instance of ours has is read through a snapshot of its own, which is deleted at once. */
const OWN_SNAPSHOTS: readonly Permission[] = [
  { actions: ['ec2:DescribeSnapshots', 'ec2:DescribeVolumes'], on: ['*'] },
  { actions: ['ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DeleteSnapshot'], on: ['arn:aws:ec2:{region}:{account}:*', 'arn:aws:ec2:{region}::snapshot/*'] },
  { actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], on: ['arn:aws:kms:{region}:{account}:key/*'] },
];

/** What looking at a store needs of AWS, by service, beyond the read-only access that the observer has anyway. */
export const lookPermissions: ReadonlyMap<string, Needs> = new Map(Object.entries<Needs>({
  s3: { 'drill-observer': [DECRYPT], 'drill-observer-backup': copies() },
  rds: { 'drill-observer': [DECRYPT] },
  dynamodb: { 'drill-observer': [DECRYPT] },
  efs: { 'drill-observer': [DECRYPT] },
  ebs: { 'drill-observer': [DECRYPT], 'drill-operator': OWN_SNAPSHOTS },
  opensearch: { 'drill-observer': [DECRYPT, { actions: ['es:ESHttpPost'], on: SEARCHES.map((path) => `${DOMAIN}/${path}`) }, { actions: ['es:ESHttpDelete'], on: [`${DOMAIN}/_search/scroll*`, `${DOMAIN}/_search/point_in_time*`] }] },
}));

/** Of the account of the copies, nothing but these buckets is looked at. */
function copies(): readonly Permission[] {
  return [
    { actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'], on: ['arn:aws:s3:::{copy}'] },
    { actions: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'], on: ['arn:aws:s3:::{copy}/*'] },
  ];
}
