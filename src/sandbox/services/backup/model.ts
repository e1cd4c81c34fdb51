import { REGION_SETTINGS_TABLE } from './region-settings.ts';
import { rowTable, type Row } from './row-table.ts';
import type { VaultLock } from './vault-lock.ts';

export type Tags = Readonly<Record<string, string>>;

/** Days after its creation when a point is deleted; null for never. */
export interface Lifecycle {
  readonly deleteAfterDays: number | null;
}

/** A vault; `id` is its ARN. */
export interface Vault extends Row {
  readonly name: string;
  readonly keyArn: string;
  readonly creatorRequestId: string | null;
  readonly policy: string | null;
  /** Absent in rows from before there were locks. */
  readonly lock?: VaultLock | null;
  readonly notifications: { readonly topic: string; readonly events: readonly string[] } | null;
  readonly tags: Tags;
}

/** A plan with all its versions and selections; `due` is the next run of any of its rules, null while nothing is selected. */
export interface Plan extends Row {
  readonly versions: readonly PlanVersion[];
  readonly selections: readonly Selection[];
  /** Next run of each rule of the newest version, by rule id. */
  readonly next: Readonly<Record<string, number>>;
  readonly creatorRequestId: string | null;
  readonly deleted: number | null;
  readonly lastRun: number | null;
  readonly tags: Tags;
}

export interface PlanVersion {
  readonly id: string;
  readonly created: number;
  readonly name: string;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly vault: string;
  readonly schedule: string;
  readonly timezone: string;
  readonly startWindowMinutes: number;
  readonly completionWindowMinutes: number;
  readonly lifecycle: Lifecycle;
  readonly tags: Tags;
  readonly copies: readonly { readonly destination: string; readonly lifecycle: Lifecycle | null }[];
  readonly continuous: boolean;
}

export interface Selection {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created: number;
  readonly creatorRequestId: string | null;
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly listOfTags: readonly { readonly key: string; readonly value: string }[];
  readonly conditions: readonly TagCondition[];
}

export interface TagCondition {
  readonly operator: 'StringEquals' | 'StringNotEquals' | 'StringLike' | 'StringNotLike';
  /** Tag key, without aws:ResourceTag/. */
  readonly key: string;
  readonly value: string;
}

/** Which rule of which plan made something. */
export interface Creator {
  readonly planId: string;
  readonly planArn: string;
  readonly planName: string;
  readonly planVersion: string;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly schedule: string;
  readonly timezone: string;
}

export type BackupJobState = 'CREATED' | 'PENDING' | 'RUNNING' | 'ABORTING' | 'ABORTED' | 'COMPLETED' | 'FAILED' | 'EXPIRED';

export interface BackupJob extends Row {
  readonly state: BackupJobState;
  readonly type: string;
  readonly resourceName: string;
  readonly vault: string;
  readonly vaultArn: string;
  readonly role: string;
  readonly continuous: boolean;
  /** The last moment when it may start. */
  readonly startBy: number;
  readonly completionWindowMinutes: number;
  readonly lifecycle: Lifecycle;
  readonly tags: Tags;
  readonly copies: Rule['copies'];
  readonly creator: Creator | null;
  /** Another job of the resource runs; this one waits within its start window. */
  readonly blocked: boolean;
  readonly started: number | null;
  /** When it will be complete; null while its real work is not done. */
  readonly ends: number | null;
  readonly completed: number | null;
  /** UUID that a point gets that has no ARN of its own service. */
  readonly pointId: string;
  readonly point: string | null;
  readonly keyArn: string | null;
  readonly sizeBytes: number;
  readonly message: string | null;
}

export type PointState = 'CREATING' | 'AVAILABLE' | 'COMPLETED' | 'DELETING' | 'EXPIRED' | 'STOPPED';

/** A recovery point; `id` is its ARN, `created` the moment its content is of. */
export interface Point extends Row {
  readonly state: PointState;
  readonly type: string;
  readonly resourceName: string;
  readonly vault: string;
  readonly vaultArn: string;
  /** Vault it was copied from. */
  readonly sourceVaultArn: string | null;
  readonly role: string;
  /** Opaque JSON of the resource's own service. */
  readonly artifact: string;
  readonly continuous: boolean;
  readonly sizeBytes: number;
  readonly objects: number;
  readonly keyArn: string | null;
  readonly lifecycle: Lifecycle;
  readonly creator: Creator | null;
  readonly initiated: number;
  readonly completed: number | null;
  readonly lastRestored: number | null;
  readonly message: string | null;
  readonly tags: Tags;
  /** Tags of the resource at that moment. */
  readonly sourceTags: Tags;
}

export type RestoreState = 'STARTING' | 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED';

/** STARTING: the call that begins it has not been answered; no API shows it. */
export interface RestoreJob extends Row {
  readonly state: RestoreState;
  readonly type: string;
  readonly point: string;
  readonly pointCreated: number;
  readonly vaultArn: string;
  readonly role: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly copySourceTags: boolean;
  readonly sizeBytes: number;
  readonly createdResourceArn: string | null;
  /** Why it will end FAILED. */
  readonly failure: string | null;
  readonly expectedEnd: number | null;
  readonly completed: number | null;
  readonly message: string | null;
  readonly validation: { readonly status: string; readonly message: string | null } | null;
}

export interface CopyJob extends Row {
  readonly state: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly type: string;
  readonly resourceName: string;
  readonly source: string;
  readonly sourceVaultArn: string;
  readonly destination: string;
  readonly role: string;
  readonly lifecycle: Lifecycle | null;
  readonly creator: Creator | null;
  readonly backupJob: string | null;
  readonly pointId: string;
  readonly point: string | null;
  readonly sizeBytes: number;
  readonly ends: number | null;
  /** Microseconds of the transfer that were left when it came to a halt between two regions; null or absent: it has not. */
  readonly left?: number | null;
  /** Until when it is tried to begin it; absent while nothing stood in its way. */
  readonly retryUntil?: number;
  readonly completed: number | null;
  readonly message: string | null;
}

/** CREATING and CANCELING hold as ACTIVE does; a CANCELED one is kept as a record. */
export type HoldState = 'CREATING' | 'ACTIVE' | 'CANCELING' | 'CANCELED';

/** A legal hold over the points that were there when it was placed; `due` moves it on, or ends its record. */
export interface LegalHold extends Row {
  readonly state: HoldState;
  readonly title: string;
  readonly description: string;
  readonly selection: { readonly vaults: readonly string[]; readonly resources: readonly string[]; readonly from: number | null; readonly to: number | null };
  /** ARNs. */
  readonly points: readonly string[];
  readonly cancelDescription: string | null;
  readonly canceled: number | null;
  readonly retainDays: number | null;
  readonly tags: Tags;
}

export const VAULTS = rowTable<Vault>('backup_vault');
export const PLANS = rowTable<Plan>('backup_plan');
export const BACKUP_JOBS = rowTable<BackupJob>('backup_job');
export const POINTS = rowTable<Point>('backup_point');
export const RESTORE_JOBS = rowTable<RestoreJob>('backup_restore');
export const COPY_JOBS = rowTable<CopyJob>('backup_copy');
export const LEGAL_HOLDS = rowTable<LegalHold>('backup_legal_hold');

/** Tables of AWS Backup; answers to calls with an idempotency token are kept beside the things they made. */
export const BACKUP_TABLES = `${[VAULTS, PLANS, BACKUP_JOBS, POINTS, RESTORE_JOBS, COPY_JOBS, LEGAL_HOLDS].map(({ ddl }) => ddl).join('\n')}
${REGION_SETTINGS_TABLE}
CREATE TABLE IF NOT EXISTS backup_token (account TEXT NOT NULL, region TEXT NOT NULL, operation TEXT NOT NULL, token TEXT NOT NULL, request TEXT NOT NULL, made TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, region, operation, token)) STRICT, WITHOUT ROWID;`;
