import type { Needs, Permission } from '#contract/permissions';
import { READ_POINTER, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

const DOMAIN = 'arn:aws:es:{region}:{account}:domain/{name}';
const FIND_DOMAIN: Permission = { actions: ['es:DescribeDomain'], on: [DOMAIN] };
const ASK: Permission = { actions: ['es:ESHttpGet', 'es:ESHttpHead'], on: [`${DOMAIN}/*`] };
const SCAN: readonly Permission[] = [
  { actions: ['es:ESHttpPost'], on: [`${DOMAIN}/*/_search`, `${DOMAIN}/*/_count`, `${DOMAIN}/_search/scroll`] },
  { actions: ['es:ESHttpDelete'], on: [`${DOMAIN}/_search/scroll`] },
];
/** Of the database that the documents point to: its address and the secret of its application. */
const READ_DATABASE: readonly Permission[] = [
  { actions: ['rds:DescribeDBInstances'], on: ['arn:aws:rds:{region}:{account}:*'], store: 'database' },
  { ...READ_POINTER, store: 'database' },
  { ...USE_KEYS, actions: ['kms:Decrypt'], store: 'database' },
];

/** What the steps that bring an index back need of AWS. */
export const opensearchPermissions: Readonly<Record<string, Needs>> = {
  'opensearch.pause-writers': restorer(WRITE_POINTER),
  'opensearch.resume-writers': restorer(WRITE_POINTER),
  'opensearch.create-domain': restorer(USE_KEYS, { actions: ['es:AddTags', 'es:CreateDomain', 'es:DescribeDomain'], on: [`${DOMAIN}*`] }),
  'opensearch.apply-templates': restorer(FIND_DOMAIN, ASK, { actions: ['es:ESHttpPost', 'es:ESHttpPut'], on: [`${DOMAIN}/_index_template/*`] }),
  'opensearch.create-indices': restorer(FIND_DOMAIN, ASK, { actions: ['es:ESHttpPut'], on: [`${DOMAIN}/*`] }),
  'opensearch.reindex': restorer(FIND_DOMAIN, ASK, { actions: ['es:ESHttpPost'], on: [`${DOMAIN}/*/_bulk`] }, { actions: ['s3:ListBucket'], on: ['arn:aws:s3:::{sources}'] }, { actions: ['s3:GetObject'], on: ['arn:aws:s3:::{sources}/*'] }),
  'opensearch.hold-back': restorer(FIND_DOMAIN, ASK, ...SCAN, { actions: ['es:ESHttpPost'], on: [`${DOMAIN}/_bulk`] }, ...READ_DATABASE),
  'opensearch.find-snapshot': restorer(FIND_DOMAIN, ASK),
  'opensearch.restore-snapshot': restorer(FIND_DOMAIN, ASK, { actions: ['es:ESHttpPost'], on: [`${DOMAIN}/_snapshot/*/_restore`] }),
  'opensearch.swap-aliases': restorer(FIND_DOMAIN, ASK, { actions: ['es:ESHttpPost'], on: [`${DOMAIN}/_aliases`, `${DOMAIN}/_reindex`] }),
  'opensearch.re-point': restorer(FIND_DOMAIN, WRITE_POINTER),
};

function restorer(...permissions: readonly Permission[]): Needs {
  return { 'drill-restorer': permissions };
}
