import type { ModelId } from '#contract/modules';
import type { Place, SandboxContext } from './service.ts';

/** A resource that AWS Backup can protect. */
export interface ProtectedThing {
  readonly arn: string;
  readonly name: string;
  readonly place: Place;
  readonly tags: Readonly<Record<string, string>>;
}

/** One backup of one resource as its own service keeps it: AWS Backup stores `artifact` with the recovery point and hands it back. */
export interface BackedUp {
  /** Opaque to AWS Backup; JSON of the service. */
  readonly artifact: string;
  /** ARN of the service's own artifact (an RDS snapshot); null where AWS Backup names the point itself. */
  readonly nativeArn: string | null;
  readonly sizeBytes: number;
  readonly objects: number;
  /** Key the bytes are encrypted with: the vault's where points follow the vault, the source's elsewhere; null for bytes that are not encrypted. */
  readonly keyArn: string | null;
  /** For a job that ends COMPLETED with a message: objects that were skipped, and why. */
  readonly message: string | null;
}

/** How a restore that was begun goes on. */
export type RestoreProgress =
  | { readonly state: 'running'; readonly nextMicros: number }
  | { readonly state: 'done'; readonly message: string | null }
  | { readonly state: 'failed'; readonly message: string };

/**
 * What AWS Backup needs of a service whose resources it protects. `services/<name>/backup-resource.ts` implements it and
 * `services/backup/resource-kinds.ts` lists the kinds. Work is real and awaited inside a timer; durations are AWS Backup's business,
 * but for restores, which last until `restoring` says so. A BackupFailure ends the job FAILED with its message.
 */
export interface BackupResourceKind {
  /** ResourceType of the API. */
  readonly type: 'RDS' | 'S3' | 'DynamoDB' | 'EFS' | 'EBS';
  /** How long a backup job of it is modelled to take. */
  readonly model: ModelId;
  /** False: a restore that asks for the source's tags ends FAILED, as AWS documents for S3 and DynamoDB. */
  readonly copiesSourceTags: boolean;
  owns(resourceArn: string): boolean;
  list(context: SandboxContext, at: Place): readonly ProtectedThing[];
  find(context: SandboxContext, resourceArn: string): ProtectedThing | null;
  /** One snapshot. `jobId` names native artifacts (`awsbackup:job-<uuid>`). Idempotent per job: called again after a crash it begins anew. */
  backup(context: SandboxContext, input: { readonly resourceArn: string; readonly jobId: string; readonly vaultKeyArn: string; readonly roleArn: string }): Promise<BackedUp>;
  /**
   * The end of a backup job, for services whose backups are no picture of one moment: called when the modelled time has passed, before the point is
   * COMPLETED, again after a crash. Gives what the point then holds; a BackupFailure ends the job FAILED.
   */
  readonly complete?: (context: SandboxContext, artifact: string) => Promise<BackedUp>;
  /** Continuous backup; null where the service has none. */
  readonly continuous: {
    /** Begins or goes on, keeping `retentionDays` (1 to 35). `pointArn`: how AWS Backup names the point, for services that show it on the resource. */
    begin(context: SandboxContext, resourceArn: string, retentionDays: number, pointArn?: string): Promise<{ readonly artifact: string; readonly keyArn: string | null }>;
    end(context: SandboxContext, artifact: string): void;
    /** Moments that can be restored (drill time, epoch microseconds); null when there is none (any more). */
    window(context: SandboxContext, artifact: string): { readonly earliestMicros: number; readonly latestMicros: number } | null;
  } | null;
  /** False for points that stay in their own account and region, such as those of DynamoDB without the advanced features. Absent: all can be copied. */
  readonly copyable?: (context: SandboxContext, artifact: string) => boolean;
  /** A point of its own in another account, region or vault. */
  copy(context: SandboxContext, input: { readonly artifact: string; readonly to: Place; readonly keyArn: string; readonly jobId: string }): Promise<BackedUp>;
  /** What GetRecoveryPointRestoreMetadata answers. */
  restoreMetadata(context: SandboxContext, artifact: string): Readonly<Record<string, string>>;
  /**
   * Checks the metadata and begins. Keys as in aws-facts 1.5; `vaultKeyArn` is the key of points that follow the vault.
   * Throws AwsError for what AWS refuses at StartRestoreJob, BackupFailure for what ends the job FAILED. Idempotent per job.
   * `sourceTags` are the source's tags at that moment, given when the client wants them on the restored resource.
   */
  restore(context: SandboxContext, input: { readonly artifact: string; readonly metadata: Readonly<Record<string, string>>; readonly at: Place; readonly jobId: string; readonly roleArn: string; readonly vaultKeyArn: string; readonly sourceTags?: Readonly<Record<string, string>> }): Promise<{ readonly createdResourceArn: string }>;
  restoring(context: SandboxContext, restored: { readonly createdResourceArn: string; readonly jobId: string }): RestoreProgress | Promise<RestoreProgress>;
  /** The point was deleted: its bytes are no longer needed. Idempotent. */
  forget(context: SandboxContext, artifact: string): void;
  /** Sabotage below the API, for the control port: `empty` holds a resource without content, `truncate` has lost its end, `swap` holds another resource's content (`other`). Returns the new artifact. */
  damage(context: SandboxContext, artifact: string, how: { readonly mode: 'empty' | 'truncate' | 'swap'; readonly other?: string }): Promise<string>;
}

/** Ends a backup, copy or restore job as FAILED; the message becomes its StatusMessage. */
export class BackupFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupFailure';
  }
}
