/** Versioning as S3 has it: never set, on, or on once and now suspended. */
export type Versioning = '' | 'Enabled' | 'Suspended';

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export type Tags = Readonly<Record<string, string>>;

/** What can be configured on a bucket, as the SDK's own structures; absent means S3's default of a new bucket, null that it was deleted. */
export interface BucketSettings {
  readonly tags?: Tags;
  readonly publicAccessBlock?: PublicAccessBlock | null;
  readonly ownership?: string | null;
  readonly bucketKeyEnabled?: boolean;
  /** Default encryption under a KMS key, named as the client named it; `keyId` null: the AWS managed key. */
  readonly kms?: { readonly keyId: string | null } | null;
  readonly lifecycle?: LifecycleConfiguration;
  readonly notification?: NotificationConfiguration;
  readonly replication?: ReplicationConfiguration;
  /** Where its access logs are written. */
  readonly logging?: { readonly bucket: string; readonly prefix: string };
  /** Object Lock is on, for good; `rule`: what new versions get by default, with the period as it was sent. */
  readonly objectLock?: { readonly rule: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number; readonly sent: { readonly Days: number } | { readonly Years: number } } | null };
}

export interface ReplicationConfiguration {
  readonly role: string;
  readonly rules: readonly ReplicationRule[];
}

/** A rule with its filter flattened. */
export interface ReplicationRule {
  readonly id: string;
  readonly priority: number;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly tags: Tags;
  readonly deleteMarkers: boolean;
  /** Objects under KMS keys are replicated as well. */
  readonly encrypted: boolean;
  readonly destination: ReplicationTarget;
  /** The rule as the client sent it, to be answered by a GET. */
  readonly sent: Readonly<Record<string, unknown>>;
}

export interface ReplicationTarget {
  readonly bucket: string;
  /** The account that must own it; null: not asked. */
  readonly account: string | null;
  readonly keyId: string | null;
  readonly storageClass: string | null;
}

export interface LifecycleConfiguration {
  readonly rules: readonly LifecycleRule[];
  readonly transitionMinimum: string;
}

/** A rule with its filter flattened; dates in microseconds. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  /** The rule as the client sent it (dates as ISO text), to be answered by a GET. */
  readonly sent: Readonly<Record<string, unknown>>;
  readonly prefix: string;
  readonly tags: Tags;
  readonly largerThan: number | null;
  readonly smallerThan: number | null;
  readonly expireDays: number | null;
  readonly expireDateMicros: number | null;
  readonly expireMarkers: boolean;
  readonly noncurrentDays: number | null;
  readonly keepNewer: number;
  readonly abortUploadDays: number | null;
}

export interface NotificationConfiguration {
  readonly eventBridge: boolean;
  readonly targets: readonly NotificationTarget[];
}

export interface NotificationTarget {
  readonly kind: 'queue' | 'topic' | 'lambda';
  readonly id: string;
  readonly arn: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  /** Filter rules as sent, to be answered by a GET. */
  readonly rules: readonly { readonly Name: string; readonly Value: string }[];
}

export interface Bucket {
  readonly id: number;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  readonly versioning: Versioning;
  readonly policy: string | null;
  readonly settings: BucketSettings;
}
