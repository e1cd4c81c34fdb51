import type { MutationModule, VariantModule } from '#contract/modules';
import { bitRot } from './s3/bit-rot.ts';
import { emptyBackup } from './s3/empty-backup.ts';
import { frozenClock } from './s3/frozen-clock.ts';
import { missingGrant } from './s3/missing-grant.ts';
import { notificationsFirst } from './s3/notifications-first.ts';
import { oldDataLeft } from './s3/old-data-left.ts';
import { oneChanged } from './s3/one-changed.ts';
import { oneMissing } from './s3/one-missing.ts';
import { postureWeaker } from './s3/posture-weaker.ts';
import { stalePoint } from './s3/stale-point.ts';
import { truncatedCopy } from './s3/truncated-copy.ts';
import { wrongResource } from './s3/wrong-resource.ts';
import { yesChecker } from './s3/yes-checker.ts';
import { copyRanAfter } from './variants/copy-ran-after.ts';
import { nameHeld } from './variants/name-held.ts';
import { nameTaken } from './variants/name-taken.ts';

/** Sabotages by id. */
export const mutations: ReadonlyMap<string, MutationModule> = new Map<string, MutationModule>([
  [bitRot.id, bitRot],
  [emptyBackup.id, emptyBackup],
  [frozenClock.id, frozenClock],
  [missingGrant.id, missingGrant],
  [notificationsFirst.id, notificationsFirst],
  [oldDataLeft.id, oldDataLeft],
  [oneChanged.id, oneChanged],
  [oneMissing.id, oneMissing],
  [postureWeaker.id, postureWeaker],
  [stalePoint.id, stalePoint],
  [truncatedCopy.id, truncatedCopy],
  [wrongResource.id, wrongResource],
  [yesChecker.id, yesChecker],
]);

/** Variants of disasters by id. */
export const variants: ReadonlyMap<string, VariantModule> = new Map<string, VariantModule>([
  [copyRanAfter.id, copyRanAfter],
  [nameHeld.id, nameHeld],
  [nameTaken.id, nameTaken],
]);
