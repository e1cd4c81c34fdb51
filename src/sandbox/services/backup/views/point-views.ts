import { deleteAt, lifecycleView } from '../lifecycle.ts';
import type { Point } from '../model.ts';
import type { Work } from '../jobs/work.ts';
import { creatorView } from './creator-view.ts';
import { at, some } from './times.ts';

/** A point as DescribeRecoveryPoint and the list of a vault show it. */
export function pointView(work: Work, point: Point): object {
  const end = point.continuous ? null : deleteAt(point);
  return {
    RecoveryPointArn: point.id, BackupVaultName: point.vault, BackupVaultArn: point.vaultArn, ...some('SourceBackupVaultArn', point.sourceVaultArn), VaultType: 'BACKUP_VAULT',
    ResourceArn: point.resource, ResourceName: point.resourceName, ResourceType: point.type, ...creatorView(point.creator), IamRoleArn: point.role,
    Status: pointStatus(work, point), ...some('StatusMessage', point.message), ...at('CreationDate', point.created), ...at('InitiationDate', point.initiated), ...at('CompletionDate', point.completed), ...at('LastRestoreTime', point.lastRestored),
    BackupSizeInBytes: point.sizeBytes, Lifecycle: lifecycleView(point.lifecycle), ...(end === null ? {} : { CalculatedLifecycle: { ...at('DeleteAt', end) } }),
    ...some('EncryptionKeyArn', point.keyArn), IsEncrypted: point.keyArn !== null, StorageClass: 'WARM', IsParent: false,
  };
}

/** A point in the list of its resource. */
export function pointOfResourceView(work: Work, point: Point): object {
  return {
    RecoveryPointArn: point.id, BackupVaultName: point.vault, VaultType: 'BACKUP_VAULT', ResourceName: point.resourceName, Status: pointStatus(work, point), ...some('StatusMessage', point.message),
    ...at('CreationDate', point.created), BackupSizeBytes: point.sizeBytes, ...some('EncryptionKeyArn', point.keyArn), IsParent: false,
  };
}

/** A continuous point whose log stream broke shows as STOPPED at once, before the next run of its rule finds out. */
function pointStatus({ context, kinds }: Work, point: Point): string {
  if (!point.continuous || point.state !== 'AVAILABLE') return point.state;
  return kinds.of(point.type).continuous?.window(context, point.artifact) ? point.state : 'STOPPED';
}
