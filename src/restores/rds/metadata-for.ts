import type { InstanceSettings } from '#stores/rds/instance-settings';

type Metadata = Readonly<Record<string, string>>;

export interface MetadataInput {
  /** What GetRecoveryPointRestoreMetadata gave. */
  readonly fetched: Metadata;
  /** Identifier of the new instance. */
  readonly identifier: string;
  readonly wanted: InstanceSettings;
  /** Where it is restored: a copy remembers a zone of the region that it was made in. Absent where that is the same. */
  readonly region?: string;
}

/** Keys that name the source or a moment: the point itself says the first, the caller the second. */
const NOT_OURS = new Set(['dbsnapshotidentifier', 'restoretime', 'uselatestrestorabletime', 'sourcedbinstanceidentifier', 'targetdbinstanceidentifier']);

/**
 * Metadata for restoring a snapshot point: the fetched ones with the new name and the documented groups put in, lists as JSON inside
 * the text. What is not named here comes back as RDS's default.
 */
export function snapshotMetadata({ fetched, identifier, wanted, region }: MetadataInput): Metadata {
  const foreign = (key: string, value: string): boolean => region !== undefined && key.toLowerCase() === 'availabilityzone' && !value.startsWith(region);
  return {
    ...Object.fromEntries(Object.entries(fetched).filter(([key, value]) => !NOT_OURS.has(key.toLowerCase()) && !foreign(key, value))),
    DBInstanceIdentifier: identifier,
    DBInstanceClass: wanted.DBInstanceClass,
    DBSubnetGroupName: wanted.DBSubnetGroupName,
    DBParameterGroupName: wanted.DBParameterGroupName,
    ...(wanted.OptionGroupName === null ? {} : { OptionGroupName: wanted.OptionGroupName }),
    VpcSecurityGroupIds: JSON.stringify(wanted.VpcSecurityGroupIds),
    PubliclyAccessible: String(wanted.PubliclyAccessible),
    MultiAZ: String(wanted.MultiAZ),
    DeletionProtection: String(wanted.DeletionProtection),
    CopyTagsToSnapshot: String(wanted.CopyTagsToSnapshot),
    ...(wanted.EnableIAMDatabaseAuthentication ? { EnableIAMDatabaseAuthentication: 'true' } : {}),
  };
}

/** Metadata for restoring a continuous point to a moment (ISO), or to the newest that it holds (null). */
export function continuousMetadata(input: MetadataInput, to: string | null): Metadata {
  return { ...snapshotMetadata(input), Engine: input.wanted.Engine, ...(to === null ? { UseLatestRestorableTime: 'true' } : { RestoreTime: to }) };
}
