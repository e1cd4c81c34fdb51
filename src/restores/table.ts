import type { StepModule } from '#contract/modules';
import { applyNotifications } from './s3/apply-notifications.ts';
import { applySettings } from './s3/apply-settings.ts';
import { copyBack } from './s3/copy-back.ts';
import { copyBackPurged } from './s3/copy-back-purged.ts';
import { findCleanCopy } from './s3/find-clean-copy.ts';
import { rePoint } from './s3/re-point.ts';
import { recreateBucket } from './s3/recreate-bucket.ts';
import { removeDeleteMarkers } from './s3/remove-delete-markers.ts';
import { suspendLifecycle } from './s3/suspend-lifecycle.ts';

/** Steps that runbooks are bound to, by id. */
export const steps: ReadonlyMap<string, StepModule<unknown>> = new Map<string, StepModule<unknown>>([
  [applyNotifications.id, applyNotifications as StepModule<unknown>],
  [applySettings.id, applySettings as StepModule<unknown>],
  [copyBack.id, copyBack as StepModule<unknown>],
  [copyBackPurged.id, copyBackPurged as StepModule<unknown>],
  [findCleanCopy.id, findCleanCopy as StepModule<unknown>],
  [rePoint.id, rePoint as StepModule<unknown>],
  [recreateBucket.id, recreateBucket as StepModule<unknown>],
  [removeDeleteMarkers.id, removeDeleteMarkers as StepModule<unknown>],
  [suspendLifecycle.id, suspendLifecycle as StepModule<unknown>],
]);
