import type { Posture, RecoveryPointFact } from '#contract/events';

/** Where and about what a fact is. `id` names it in `facts.ndjson`; claims and findings cite it. */
interface Place {
  readonly id: string;
  readonly account: string;
  readonly region: string;
}

/** A store of the config as the account has it now. */
export interface StoreFact extends Place {
  readonly kind: 'store';
  readonly store: string;
  readonly service: string;
  /** What the pointer leads to; null when nothing is there. */
  readonly resource: string | null;
  readonly arn: string | null;
  /** Why it could not be looked at; null for a store that was read. */
  readonly gap: string | null;
  readonly posture: Posture;
  readonly tags: Readonly<Record<string, string>>;
}

/** A resource that AWS Backup could protect. */
export interface ResourceFact extends Place {
  readonly kind: 'resource';
  readonly service: string;
  readonly arn: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Null where the listing does not tell. */
  readonly encrypted: boolean | null;
  readonly publiclyAccessible: boolean | null;
  /** Of a database: the settings that say from where it can be reached. */
  readonly subnetGroup: string | null;
  readonly vpcId: string | null;
}

export interface VaultFact extends Place {
  readonly kind: 'vault';
  readonly name: string;
  readonly arn: string;
  readonly keyArn: string | null;
  readonly policy: PolicyDocument | null;
  /** Null: not locked. */
  readonly lock: { readonly mode: 'governance' | 'compliance'; readonly minDays: number | null; readonly maxDays: number | null } | null;
}

export interface PlanRule {
  readonly name: string;
  readonly vault: string;
  readonly schedule: string;
  readonly continuous: boolean;
  readonly startWindowMinutes: number;
  readonly deleteAfterDays: number | null;
  readonly copies: readonly { readonly vaultArn: string; readonly deleteAfterDays: number | null }[];
}

export interface PlanFact extends Place {
  readonly kind: 'plan';
  readonly plan: string;
  readonly name: string;
  readonly rules: readonly PlanRule[];
  /** Each selection with the resources of the account that it takes now. */
  readonly selections: readonly { readonly name: string; readonly by: string; readonly takes: readonly string[] }[];
}

export interface PointFact extends Place {
  readonly kind: 'point';
  readonly vault: string;
  readonly vaultArn: string;
  readonly arn: string;
  readonly resourceArn: string;
  readonly resourceType: string;
  readonly continuous: boolean;
  /** Status of the API: COMPLETED, AVAILABLE, PARTIAL, CREATING, DELETING, EXPIRED, STOPPED. */
  readonly status: string;
  readonly message: string | null;
  readonly createdAt: string;
  readonly completedAt: string | null;
  /** Days for which it is kept; null: no end is set. */
  readonly keptDays: number | null;
  readonly encrypted: boolean;
  readonly keyArn: string | null;
  /** The plan whose schedule made it; null for one that somebody asked for. */
  readonly planId: string | null;
  /** The vault that it was copied from; null for one that was made here. */
  readonly copiedFrom: string | null;
}

/** A copy of a recovery point that AWS Backup made or tried, as far back as it lists such jobs. */
export interface CopyRunFact extends Place {
  readonly kind: 'copy-run';
  readonly fromVault: string;
  readonly toVault: string;
  readonly source: string;
  readonly copy: string | null;
  readonly resourceArn: string;
  readonly state: string;
  readonly message: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** The points of a backup that AWS Backup does not make: copies by a job, snapshots of a repository. */
export interface OtherPointsFact extends Place {
  readonly kind: 'other-points';
  readonly store: string;
  readonly backup: string;
  readonly backupKind: string;
  readonly resource: string;
  readonly points: readonly Pick<RecoveryPointFact, 'id' | 'madeBy' | 'createdAt' | 'availableAt' | 'status'>[];
  readonly complete: boolean;
}

/** How far back a store can be brought to any second. */
export interface WindowFact extends Place {
  readonly kind: 'window';
  readonly store: string;
  readonly how: string;
  readonly days: number;
}

export interface KeyFact extends Place {
  readonly kind: 'key';
  readonly arn: string;
  /** Enabled, Disabled, PendingDeletion, ...; `gone` where the account knows none of that id. */
  readonly state: string;
  readonly manager: string;
  readonly spec: string | null;
  readonly deletionAt: string | null;
}

export interface BucketFact extends Place {
  readonly kind: 'bucket';
  readonly name: string;
  readonly versioning: string | null;
  readonly algorithm: string | null;
  readonly policy: PolicyDocument | null;
  readonly blocksPublic: boolean;
  /** Days after which older versions are deleted by a rule; null: never. */
  readonly noncurrentDays: number | null;
  /** Buckets that it is replicated to, with the account that owns the replica where the rule names one. */
  readonly replicas: readonly { readonly bucket: string; readonly account: string | null }[];
  /** The bucket that access logs are written to; null where none are, or where it is not known (`accessLogsRead`). */
  readonly accessLogs: string | null;
  readonly accessLogsRead: boolean;
}

export interface ParameterFact extends Place {
  readonly kind: 'parameter';
  readonly name: string;
  readonly type: string;
  readonly keyId: string | null;
  /** What in a plain value looks like a secret, in words and never the value itself; null: nothing, or the value is not plain. */
  readonly looksLike: string | null;
}

export interface PolicyDocument {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

export interface PrincipalFact extends Place {
  readonly kind: 'principal';
  readonly arn: string;
  readonly name: string;
  readonly is: 'user' | 'role';
  /** Names of the policies with their documents. */
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
  readonly boundary: string | null;
}

/** A trail of CloudTrail. */
export interface TrailFact extends Place {
  readonly kind: 'trail';
  readonly name: string;
  readonly logging: boolean;
  readonly multiRegion: boolean;
  readonly validated: boolean;
  /** Whether calls that change something are among what it takes. */
  readonly takesWrites: boolean;
  readonly bucket: string | null;
  /** When its newest file was delivered; null: none yet. */
  readonly deliveredAt: string | null;
  /** What the bucket said to the last attempt; null: the file is there. */
  readonly failure: string | null;
}

/** A recorder of AWS Config. */
export interface RecorderFact extends Place {
  readonly kind: 'recorder';
  readonly name: string;
  readonly recording: boolean;
  /** Null: every type that AWS Config knows there. */
  readonly types: readonly string[] | null;
  /** Where it delivers to. */
  readonly bucket: string | null;
  readonly failure: string | null;
  /** How many resources of the stores' types it has found. */
  readonly resources: number;
}

/** CloudTrail's own event history of one account and region. */
export interface EventHistoryFact extends Place {
  readonly kind: 'event-history';
  readonly newest: string | null;
}

export interface AlarmFact extends Place {
  readonly kind: 'alarm';
  readonly name: string;
  readonly state: string;
  readonly metric: string;
}

export interface SharedSnapshotFact extends Place {
  readonly kind: 'shared-snapshot';
  readonly snapshot: string;
  /** Account ids; `all` for everybody. */
  readonly with: readonly string[];
}

export interface LegalHoldFact extends Place {
  readonly kind: 'legal-hold';
  readonly hold: string;
  readonly title: string;
  readonly status: string;
}

export interface BackupSettingsFact extends Place {
  readonly kind: 'backup-settings';
  /** Resource types that AWS Backup manages fully: what their copies depend on. */
  readonly managed: Readonly<Record<string, boolean>>;
  readonly optedOut: readonly string[];
}

/** A setting that platforms need after a loss and that no recovery point holds. */
export interface ConfigurationFact extends Place {
  readonly kind: 'configuration';
  readonly what: string;
  readonly names: readonly string[];
}

/** What an earlier drill said of a claim. */
export interface EarlierFact extends Place {
  readonly kind: 'earlier';
  readonly claim: string;
  readonly run: string;
  readonly result: string;
  readonly why: string;
  readonly at: string;
}

/** What a restore of `--restore` showed. */
export interface RestoreFact extends Place {
  readonly kind: 'restore';
  readonly store: string;
  readonly point: string;
  readonly pointCreatedAt: string;
  readonly ageDays: number;
  readonly outcome: 'whole' | 'different' | 'failed';
  readonly detail: string;
  /** Drill time from the request to the end of the job; null where it did not end. */
  readonly restoreSeconds: number | null;
  /** Real seconds of the whole, restore and comparison. */
  readonly workSeconds: number;
  readonly compared: { readonly method: string; readonly expected: number; readonly recovered: number; readonly missing: number; readonly unexpected: number; readonly different: number } | null;
  readonly marks: { readonly expected: number; readonly found: number; readonly missing: number; readonly tooNew: number } | null;
}

/** A look that was refused or failed: what it would have shown stays open. */
export interface UnreadFact extends Place {
  readonly kind: 'unread';
  /** The kind of fact that is missing. */
  readonly about: string;
  readonly what: string;
  readonly why: string;
}

export type Fact =
  | StoreFact | ResourceFact | VaultFact | PlanFact | PointFact | CopyRunFact | OtherPointsFact | WindowFact | KeyFact | BucketFact | ParameterFact | PrincipalFact
  | TrailFact | RecorderFact | EventHistoryFact | AlarmFact | SharedSnapshotFact | LegalHoldFact | BackupSettingsFact | ConfigurationFact | EarlierFact | RestoreFact | UnreadFact;

export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
