import type { FileSystemSettings } from '#stores/efs/file-system-settings';

type Metadata = Readonly<Record<string, string>>;

export interface MetadataInput {
  /** What GetRecoveryPointRestoreMetadata gave. */
  readonly fetched: Metadata;
  readonly wanted: FileSystemSettings;
  /** ARN of the documented key; null where the file system is not encrypted or by AWS's own key. */
  readonly keyArn: string | null;
  /** The file system to restore into; null for a new one. */
  readonly into: string | null;
  /** Becomes the creation token: without one AWS Backup cannot make a file system. */
  readonly token: string;
}

const OURS = new Set(['file-system-id', 'newfilesystem', 'creationtoken', 'encrypted', 'kmskeyid', 'performancemode', 'itemstorestore']);

/** Metadata for restoring a point of EFS: the fetched ones with the documented key and mode put in. */
export function metadataFor({ fetched, wanted, keyArn, into, token }: MetadataInput): Metadata {
  const others = Object.fromEntries(Object.entries(fetched).filter(([key]) => !OURS.has(key.toLowerCase())));
  const shape = { Encrypted: String(wanted.Encrypted), PerformanceMode: wanted.PerformanceMode, ...(wanted.Encrypted && keyArn !== null ? { KmsKeyId: keyArn } : {}) };
  if (into !== null) return { ...others, ...shape, 'file-system-id': into, newFileSystem: 'false' };
  return { ...others, ...shape, newFileSystem: 'true', CreationToken: token };
}
