import type { RdsDocument } from './document-rows.ts';

export type Tags = Readonly<Record<string, string>>;

export type InstanceStatus =
  | 'creating' | 'backing-up' | 'available' | 'modifying' | 'resetting-master-credentials' | 'renaming' | 'rebooting' | 'stopping' | 'stopped' | 'starting' | 'deleting'
  | 'failed' | 'restore-error' | 'incompatible-parameters' | 'inaccessible-encryption-credentials-recoverable' | 'inaccessible-encryption-credentials';

/** What a caller chooses about an instance, and what snapshots and automated backups remember of it. */
export interface InstanceSettings {
  readonly instanceClass: string;
  readonly engineVersion: string;
  readonly dbName: string | null;
  readonly masterUsername: string;
  readonly allocatedStorage: number;
  readonly maxAllocatedStorage: number | null;
  readonly storageType: string;
  readonly iops: number | null;
  readonly storageThroughput: number | null;
  readonly availabilityZone: string;
  readonly multiAz: boolean;
  readonly subnetGroup: string;
  readonly securityGroups: readonly string[];
  readonly parameterGroup: string;
  readonly optionGroup: string;
  readonly publiclyAccessible: boolean;
  readonly backupRetentionDays: number;
  /** hh:mm-hh:mm, UTC. */
  readonly backupWindow: string;
  /** ddd:hh:mm-ddd:hh:mm, UTC. */
  readonly maintenanceWindow: string;
  readonly autoMinorVersionUpgrade: boolean;
  readonly copyTagsToSnapshot: boolean;
  readonly deletionProtection: boolean;
  readonly licenseModel: string;
  readonly caCertificate: string;
  /** Key of the storage; null for none. */
  readonly keyArn: string | null;
  /** Monitoring and log export settings: told as they were given, without effect. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** Settings that wait for the maintenance window. */
export interface PendingChange {
  readonly settings: Partial<InstanceSettings>;
  readonly newName: string | null;
}

export interface Instance extends RdsDocument {
  readonly status: InstanceStatus;
  /** Null until it is created. */
  readonly createdMicros: number | null;
  readonly settings: InstanceSettings;
  readonly tags: Tags;
  readonly pending: PendingChange;
  /** Values of the parameter group that the server has. */
  readonly applied: Readonly<Record<string, string>>;
  readonly parametersPending: boolean;
  /** ARN of AWS Backup's continuous point, while AWS Backup owns the retention; null when it does not. */
  readonly continuousArn: string | null;
  /** Restored blocks load lazily until then. */
  readonly storageInit: { readonly fromMicros: number; readonly untilMicros: number } | null;
  /** Why it is in a state of failure, and since when. */
  readonly trouble: { readonly message: string; readonly sinceMicros: number } | null;
  readonly stoppedMicros: number | null;
  /** Restore job of AWS Backup that made it. */
  readonly restoreJob: string | null;
}

export type SnapshotType = 'manual' | 'automated' | 'awsbackup';

export interface Snapshot extends RdsDocument {
  readonly type: SnapshotType;
  readonly status: 'creating' | 'available' | 'failed';
  /** Name of the instance at that time. */
  readonly instanceName: string;
  readonly instanceCreatedMicros: number;
  readonly settings: InstanceSettings;
  readonly startedMicros: number;
  /** When the modelled copying ends: for PercentProgress. */
  readonly endsMicros: number;
  readonly createdMicros: number | null;
  readonly originalCreatedMicros: number | null;
  readonly point: string | null;
  readonly sizeBytes: number;
  readonly keyArn: string | null;
  readonly tags: Tags;
  /** The instance's own tags at that time: what a restore gives the new instance. */
  readonly instanceTags: Tags;
  /** Accounts that may restore or copy it; `all` for everyone. */
  readonly sharedWith: readonly string[];
  readonly source: { readonly arn: string; readonly region: string } | null;
}

/** Automated backups of one DbiResourceId: of a living instance, or retained after its deletion. Its `name` is its own id (`ab-...`). */
export interface AutomatedBackup extends RdsDocument {
  readonly status: 'active' | 'retained';
  readonly instanceName: string;
  readonly instanceCreatedMicros: number;
  readonly settings: InstanceSettings;
  readonly tags: Tags;
  readonly continuousArn: string | null;
  readonly deletedMicros: number | null;
  /** For one that is replicated from another region: what it is of. Its own `ref` names its archive, its `region` where it lies. */
  readonly replicaOf?: { readonly ref: string; readonly region: string } | null;
  /** A moment before which nothing is restorable although the archive may still hold it. */
  readonly earliestMicros: number;
}

export interface ParameterGroup extends RdsDocument {
  readonly family: string;
  readonly description: string;
  readonly values: Readonly<Record<string, { readonly value: string; readonly method: 'immediate' | 'pending-reboot' }>>;
  readonly tags: Tags;
}

export interface SubnetGroup extends RdsDocument {
  readonly description: string;
  readonly subnets: readonly string[];
  readonly tags: Tags;
}

export interface OptionGroup extends RdsDocument {
  readonly description: string;
  readonly majorVersion: string;
  readonly tags: Tags;
}
