import { lifecycleView } from '../lifecycle.ts';
import type { BackupJob, CopyJob, RestoreJob } from '../model.ts';
import { creatorView } from './creator-view.ts';
import { at, some } from './times.ts';

/** A backup job as Describe and List show it. */
export function backupJobView(job: BackupJob, nowMicros: number): object {
  return {
    AccountId: job.account, BackupJobId: job.id, BackupVaultName: job.vault, BackupVaultArn: job.vaultArn, VaultType: 'BACKUP_VAULT',
    ...some('RecoveryPointArn', job.point), RecoveryPointLifecycle: lifecycleView(job.lifecycle), ...some('EncryptionKeyArn', job.keyArn), ...(job.point === null ? {} : { IsEncrypted: job.keyArn !== null }),
    ResourceArn: job.resource, ResourceName: job.resourceName, ResourceType: job.type, IamRoleArn: job.role,
    ...at('CreationDate', job.created), ...at('InitiationDate', job.created), ...at('StartBy', job.startBy), ...at('CompletionDate', job.completed), ...at('ExpectedCompletionDate', job.ends),
    State: job.state, ...some('StatusMessage', job.message),
    PercentDone: percent({ state: job.state, from: job.started, to: job.ends, nowMicros }), BackupSizeInBytes: job.sizeBytes, BytesTransferred: job.sizeBytes, ...creatorView(job.creator), IsParent: false,
  };
}

/** A restore job; its id of the created resource is told as soon as it is known. */
export function restoreJobView(job: RestoreJob, nowMicros: number): object {
  return {
    AccountId: job.account, RestoreJobId: job.id, RecoveryPointArn: job.point, SourceResourceArn: job.resource, BackupVaultArn: job.vaultArn, ResourceType: job.type, IamRoleArn: job.role,
    ...at('CreationDate', job.created), ...at('CompletionDate', job.completed), ...at('RecoveryPointCreationDate', job.pointCreated),
    Status: job.state, ...some('StatusMessage', job.message), PercentDone: percent({ state: job.state, from: job.created, to: job.expectedEnd, nowMicros }),
    BackupSizeInBytes: job.sizeBytes, ...some('ExpectedCompletionTimeMinutes', job.expectedEnd === null ? null : Math.ceil((job.expectedEnd - job.created) / 60_000_000)),
    ...some('CreatedResourceArn', job.state === 'PENDING' ? null : job.createdResourceArn),
    ...some('ValidationStatus', job.validation?.status), ...some('ValidationStatusMessage', job.validation?.message), IsParent: false,
  };
}

/** A copy job, in its source's account. */
export function copyJobView(job: CopyJob): object {
  return {
    AccountId: job.account, CopyJobId: job.id, SourceBackupVaultArn: job.sourceVaultArn, SourceRecoveryPointArn: job.source, DestinationBackupVaultArn: job.destination, DestinationVaultType: 'BACKUP_VAULT',
    ...some('DestinationRecoveryPointArn', job.point), ResourceArn: job.resource, ResourceName: job.resourceName, ResourceType: job.type, IamRoleArn: job.role,
    ...at('CreationDate', job.created), ...at('CompletionDate', job.completed), State: job.state, ...some('StatusMessage', job.message), BackupSizeInBytes: job.sizeBytes,
    ...creatorView(job.creator), ...some('CreatedByBackupJobId', job.backupJob), ...(job.lifecycle === null ? {} : { DestinationRecoveryPointLifecycle: lifecycleView(job.lifecycle) }), IsParent: false,
  };
}

/** PercentDone is text on the wire (aws-facts.md 1.1). */
function percent({ state, from, to, nowMicros }: { readonly state: string; readonly from: number | null; readonly to: number | null; readonly nowMicros: number }): string {
  if (state === 'COMPLETED') return '100.0';
  if (state !== 'RUNNING' || from === null || to === null || to <= from) return '0.0';
  return Math.min(99.9, Math.max(0, ((nowMicros - from) / (to - from)) * 100)).toFixed(1);
}
