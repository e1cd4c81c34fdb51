import type { Needs, Permission } from '#contract/permissions';
import { KEEP_SAFETY, READ_POINTER, USE_KEYS, WRITE_POINTER } from '#stores/common-permissions';

const DOMAIN = 'arn:aws:es:{region}:{account}:domain/{name}';
const LOOK: readonly Permission[] = [
  { actions: ['es:DescribeDomain', 'es:ListTags'], on: [DOMAIN] },
  { actions: ['es:ESHttpGet', 'es:ESHttpHead'], on: [`${DOMAIN}/*`] },
];

/** What breaking an index needs of AWS. */
export const opensearchFaultPermissions: Readonly<Record<string, Needs>> = {
  'opensearch.wipe-indices': operator(...LOOK, { actions: ['es:ESHttpDelete'], on: [`${DOMAIN}/*`] }),
};

/** What the harness's own copy of an index, and its use, need: documents are read and written over HTTP, which has verbs alone. */
export const opensearchSafetyPermissions: Needs = operator(
  ...LOOK,
  { actions: ['es:ESHttpDelete', 'es:ESHttpPost', 'es:ESHttpPut'], on: [`${DOMAIN}/*`] },
  { actions: ['s3:ListBucket', 's3:ListBucketVersions'], on: ['arn:aws:s3:::{sources}'] },
  { actions: ['s3:GetObject'], on: ['arn:aws:s3:::{sources}/*'] },
  READ_POINTER, USE_KEYS, ...KEEP_SAFETY, WRITE_POINTER,
);

function operator(...permissions: readonly Permission[]): Needs {
  return { 'drill-operator': permissions };
}
