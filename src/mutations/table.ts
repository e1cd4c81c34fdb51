import type { MutationModule, VariantModule } from '#contract/modules';
import { emptyBackup as rdsEmptyBackup } from './rds/empty-backup.ts';
import { missingGrant as rdsMissingGrant } from './rds/missing-grant.ts';
import { oldDataLeft as rdsOldDataLeft } from './rds/old-data-left.ts';
import { oneChanged as rdsOneChanged } from './rds/one-changed.ts';
import { oneMissing as rdsOneMissing } from './rds/one-missing.ts';
import { postureWeaker as rdsPostureWeaker } from './rds/posture-weaker.ts';
import { stalePoint as rdsStalePoint } from './rds/stale-point.ts';
import { truncatedCopy as rdsTruncatedCopy } from './rds/truncated-copy.ts';
import { wrongResource as rdsWrongResource } from './rds/wrong-resource.ts';
import { bitRot } from './s3/bit-rot.ts';
import { emptyBackup } from './s3/empty-backup.ts';
import { missingGrant } from './s3/missing-grant.ts';
import { notificationsFirst } from './s3/notifications-first.ts';
import { oldDataLeft } from './s3/old-data-left.ts';
import { oneChanged } from './s3/one-changed.ts';
import { oneMissing } from './s3/one-missing.ts';
import { postureWeaker } from './s3/posture-weaker.ts';
import { skippedObjects } from './s3/skipped-objects.ts';
import { stalePoint } from './s3/stale-point.ts';
import { truncatedCopy } from './s3/truncated-copy.ts';
import { wrongResource } from './s3/wrong-resource.ts';
import { awsBackup } from './variants/aws-backup.ts';
import { frozenClock } from './frozen-clock.ts';
import { yesChecker } from './yes-checker.ts';
import { copyRanAfter } from './variants/copy-ran-after.ts';
import { nameHeld } from './variants/name-held.ts';
import { nameTaken } from './variants/name-taken.ts';
import { protectedInstance } from './variants/protected.ts';
import { rdsWays } from './variants/rds-ways.ts';

/** Sabotages by `<service>/<id>`. */
export const mutations: ReadonlyMap<string, MutationModule> = new Map<string, MutationModule>([
  bitRot,
  emptyBackup,
  frozenClock('s3'),
  missingGrant,
  notificationsFirst,
  oldDataLeft,
  oneChanged,
  oneMissing,
  postureWeaker,
  skippedObjects,
  stalePoint,
  truncatedCopy,
  wrongResource,
  yesChecker('s3'),
  rdsEmptyBackup,
  frozenClock('rds'),
  rdsMissingGrant,
  rdsOldDataLeft,
  rdsOneChanged,
  rdsOneMissing,
  rdsPostureWeaker,
  rdsStalePoint,
  rdsTruncatedCopy,
  rdsWrongResource,
  yesChecker('rds'),
].map((mutation) => [`${mutation.service}/${mutation.id}`, mutation]));

/** Variants of disasters by id. */
export const variants: ReadonlyMap<string, VariantModule> = new Map<string, VariantModule>([
  [awsBackup.id, awsBackup],
  [copyRanAfter.id, copyRanAfter],
  [nameHeld.id, nameHeld],
  [nameTaken.id, nameTaken],
  [protectedInstance.id, protectedInstance],
  ...rdsWays.map((way) => [way.id, way] as const),
]);
