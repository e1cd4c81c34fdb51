import type { TableSettings } from '#stores/dynamodb/table-settings';

type Metadata = Readonly<Record<string, string>>;

/** What AWS Backup takes for a table; its keys are read in any letters, so each stands here once. */
const OURS = new Set(['targettablename', 'encryptiontype', 'kmsmasterkeyarn']);

/** Metadata for restoring a point: the fetched ones with the name and the documented key put in. What is not named here comes back as AWS's default. */
export function restoreMetadataFor({ fetched, name, wanted }: { readonly fetched: Metadata; readonly name: string; readonly wanted: TableSettings }): Metadata {
  const key = wanted.SSESpecification?.KMSMasterKeyId;
  return {
    ...Object.fromEntries(Object.entries(fetched).filter(([name]) => !OURS.has(name.toLowerCase()))),
    targetTableName: name,
    ...(key === undefined ? { encryptionType: 'Default' } : { encryptionType: 'KMS', kmsMasterKeyArn: key }),
  };
}
