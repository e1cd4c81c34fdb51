import type { StepModule } from '#contract/modules';
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
