import type { StepModule } from '#contract/modules';
import { applySettings as applyEbsSettings } from './ebs/apply-settings.ts';
import { attach as attachEbs } from './ebs/attach.ts';
import { findPoint as findEbsPoint } from './ebs/find-point.ts';
import { initialise as initialiseEbs } from './ebs/initialise.ts';
import { lookInRecycleBin } from './ebs/look-in-recycle-bin.ts';
import { rePoint as rePointEbs } from './ebs/re-point.ts';
import { restoreFromBackup as restoreEbsFromBackup } from './ebs/restore-from-backup.ts';
import { fromRecycleBin } from './ebs/restore-from-recycle-bin.ts';
import { applySettings as applyTableSettings } from './dynamodb/apply-settings.ts';
import { findPoint as findTablePoint } from './dynamodb/find-point.ts';
import { rePoint as rePointTable } from './dynamodb/re-point.ts';
import { restoreFromBackup as restoreTableFromBackup } from './dynamodb/restore-from-backup.ts';
import { restoreSystemBackup } from './dynamodb/restore-system-backup.ts';
import { applySettings as applyEfsSettings } from './efs/apply-settings.ts';
import { findPoint as findEfsPoint } from './efs/find-point.ts';
import { moveOut } from './efs/move-out.ts';
import { rePoint as rePointEfs } from './efs/re-point.ts';
import { restoreFromBackup as restoreEfsFromBackup } from './efs/restore-from-backup.ts';
import { applyTemplates } from './opensearch/apply-templates.ts';
import { createDomain } from './opensearch/create-domain.ts';
import { createIndices } from './opensearch/create-indices.ts';
import { findSnapshot } from './opensearch/find-snapshot.ts';
import { rePoint as rePointSearch } from './opensearch/re-point.ts';
import { holdBack } from './opensearch/hold-back.ts';
import { reindex } from './opensearch/reindex.ts';
import { restoreSnapshot } from './opensearch/restore-snapshot.ts';
import { swapAliases } from './opensearch/swap-aliases.ts';
import { pauseWriters, resumeWriters } from './opensearch/switch-writers.ts';
import { failOver } from './region/fail-over.ts';
import { protect } from './region/protect.ts';
import { switchEntry } from './region/switch-entry.ts';
import { backUpNow } from './region/back-up-now.ts';
import { copyBackChanges } from './region/copy-back-changes.ts';
import { copyPoint } from './region/copy-point.ts';
import { detachOldVolume } from './region/detach-old-volume.ts';
import { failBack } from './region/fail-back.ts';
import { makeVault } from './region/make-vault.ts';
import { retire } from './region/retire.ts';
import { unprotect } from './region/unprotect.ts';
import { useDomain } from './region/use-domain.ts';
import { pausePortal, resumePortal } from './region/switch-portal.ts';
import { applySettings as applyRdsSettings } from './rds/apply-settings.ts';
import { findPoint } from './rds/find-point.ts';
import { rePoint as rePointRds } from './rds/re-point.ts';
import { restoreFromBackup as restoreRdsFromBackup } from './rds/restore-from-backup.ts';
import { restoreRetained } from './rds/restore-retained.ts';
import { restoreToTime } from './rds/restore-to-time.ts';
import { setPassword } from './rds/set-password.ts';
import { applyNotifications } from './s3/apply-notifications.ts';
import { applySettings } from './s3/apply-settings.ts';
import { copyBack } from './s3/copy-back.ts';
import { copyBackPurged } from './s3/copy-back-purged.ts';
import { findBackupPoint } from './s3/find-backup-point.ts';
import { findCleanCopy } from './s3/find-clean-copy.ts';
import { rePoint } from './s3/re-point.ts';
import { recreateBucket } from './s3/recreate-bucket.ts';
import { removeDeleteMarkers } from './s3/remove-delete-markers.ts';
import { restoreFromBackup } from './s3/restore-from-backup.ts';
import { suspendLifecycle } from './s3/suspend-lifecycle.ts';

/** Steps that runbooks are bound to, by id. */
export const steps: ReadonlyMap<string, StepModule<unknown>> = new Map<string, StepModule<unknown>>([
  [applyEfsSettings.id, applyEfsSettings as StepModule<unknown>],
  [findEfsPoint.id, findEfsPoint as StepModule<unknown>],
  [moveOut.id, moveOut as StepModule<unknown>],
  [rePointEfs.id, rePointEfs as StepModule<unknown>],
  [restoreEfsFromBackup.id, restoreEfsFromBackup as StepModule<unknown>],
  [applyEbsSettings.id, applyEbsSettings as StepModule<unknown>],
  [attachEbs.id, attachEbs as StepModule<unknown>],
  [findEbsPoint.id, findEbsPoint as StepModule<unknown>],
  [initialiseEbs.id, initialiseEbs as StepModule<unknown>],
  [lookInRecycleBin.id, lookInRecycleBin as StepModule<unknown>],
  [rePointEbs.id, rePointEbs as StepModule<unknown>],
  [restoreEbsFromBackup.id, restoreEbsFromBackup as StepModule<unknown>],
  [fromRecycleBin.id, fromRecycleBin as StepModule<unknown>],
  [applyTableSettings.id, applyTableSettings as StepModule<unknown>],
  [findTablePoint.id, findTablePoint as StepModule<unknown>],
  [rePointTable.id, rePointTable as StepModule<unknown>],
  [restoreTableFromBackup.id, restoreTableFromBackup as StepModule<unknown>],
  [restoreSystemBackup.id, restoreSystemBackup as StepModule<unknown>],
  [applyTemplates.id, applyTemplates as StepModule<unknown>],
  [createDomain.id, createDomain as StepModule<unknown>],
  [createIndices.id, createIndices as StepModule<unknown>],
  [findSnapshot.id, findSnapshot as StepModule<unknown>],
  [rePointSearch.id, rePointSearch as StepModule<unknown>],
  [holdBack.id, holdBack as StepModule<unknown>],
  [reindex.id, reindex as StepModule<unknown>],
  [restoreSnapshot.id, restoreSnapshot as StepModule<unknown>],
  [swapAliases.id, swapAliases as StepModule<unknown>],
  [pauseWriters.id, pauseWriters as StepModule<unknown>],
  [resumeWriters.id, resumeWriters as StepModule<unknown>],
  [failOver.id, failOver as StepModule<unknown>],
  [protect.id, protect as StepModule<unknown>],
  [switchEntry.id, switchEntry as StepModule<unknown>],
  [backUpNow.id, backUpNow as StepModule<unknown>],
  [copyBackChanges.id, copyBackChanges as StepModule<unknown>],
  [copyPoint.id, copyPoint as StepModule<unknown>],
  [detachOldVolume.id, detachOldVolume as StepModule<unknown>],
  [failBack.id, failBack as StepModule<unknown>],
  [makeVault.id, makeVault as StepModule<unknown>],
  [retire.id, retire as StepModule<unknown>],
  [unprotect.id, unprotect as StepModule<unknown>],
  [useDomain.id, useDomain as StepModule<unknown>],
  [pausePortal.id, pausePortal as StepModule<unknown>],
  [resumePortal.id, resumePortal as StepModule<unknown>],
  [applyRdsSettings.id, applyRdsSettings as StepModule<unknown>],
  [findPoint.id, findPoint as StepModule<unknown>],
  [rePointRds.id, rePointRds as StepModule<unknown>],
  [restoreRdsFromBackup.id, restoreRdsFromBackup as StepModule<unknown>],
  [restoreRetained.id, restoreRetained as StepModule<unknown>],
  [restoreToTime.id, restoreToTime as StepModule<unknown>],
  [setPassword.id, setPassword as StepModule<unknown>],
  [applyNotifications.id, applyNotifications as StepModule<unknown>],
  [applySettings.id, applySettings as StepModule<unknown>],
  [copyBack.id, copyBack as StepModule<unknown>],
  [copyBackPurged.id, copyBackPurged as StepModule<unknown>],
  [findBackupPoint.id, findBackupPoint as StepModule<unknown>],
  [findCleanCopy.id, findCleanCopy as StepModule<unknown>],
  [rePoint.id, rePoint as StepModule<unknown>],
  [recreateBucket.id, recreateBucket as StepModule<unknown>],
  [removeDeleteMarkers.id, removeDeleteMarkers as StepModule<unknown>],
  [restoreFromBackup.id, restoreFromBackup as StepModule<unknown>],
  [suspendLifecycle.id, suspendLifecycle as StepModule<unknown>],
]);
