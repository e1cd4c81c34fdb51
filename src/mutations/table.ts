import type { MutationModule, VariantModule } from '#contract/modules';
import { blockLost } from './ebs/block-lost.ts';
import { emptyBackup as ebsEmptyBackup } from './ebs/empty-backup.ts';
import { missingGrant as ebsMissingGrant } from './ebs/missing-grant.ts';
import { oldDataLeft as ebsOldDataLeft } from './ebs/old-data-left.ts';
import { oneChanged as ebsOneChanged } from './ebs/one-changed.ts';
import { oneMissing as ebsOneMissing } from './ebs/one-missing.ts';
import { postureWeaker as ebsPostureWeaker } from './ebs/posture-weaker.ts';
import { stalePoint as ebsStalePoint } from './ebs/stale-point.ts';
import { truncatedCopy as ebsTruncatedCopy } from './ebs/truncated-copy.ts';
import { wrongResource as ebsWrongResource } from './ebs/wrong-resource.ts';
import { wrongZone } from './ebs/wrong-zone.ts';
import { tornSet } from './ebs/torn-set.ts';
import { bulkErrorsSwallowed } from './opensearch/bulk-errors-swallowed.ts';
import { emptyBackup as searchEmptyBackup } from './opensearch/empty-backup.ts';
import { indexFirst } from './opensearch/index-first.ts';
import { missingGrant as searchMissingGrant } from './opensearch/missing-grant.ts';
import { oldDataLeft as searchOldDataLeft } from './opensearch/old-data-left.ts';
import { oneChanged as searchOneChanged } from './opensearch/one-changed.ts';
import { oneMissing as searchOneMissing } from './opensearch/one-missing.ts';
import { postureWeaker as searchPostureWeaker } from './opensearch/posture-weaker.ts';
import { stalePoint as searchStalePoint } from './opensearch/stale-point.ts';
import { truncatedCopy as searchTruncatedCopy } from './opensearch/truncated-copy.ts';
import { wrongResource as searchWrongResource } from './opensearch/wrong-resource.ts';
import { emptyBackup as tableEmptyBackup } from './dynamodb/empty-backup.ts';
import { missingGrant as tableMissingGrant } from './dynamodb/missing-grant.ts';
import { oldDataLeft as tableOldDataLeft } from './dynamodb/old-data-left.ts';
import { oneChanged as tableOneChanged } from './dynamodb/one-changed.ts';
import { oneMissing as tableOneMissing } from './dynamodb/one-missing.ts';
import { postureWeaker as tablePostureWeaker } from './dynamodb/posture-weaker.ts';
import { stalePoint as tableStalePoint } from './dynamodb/stale-point.ts';
import { streamForgotten } from './dynamodb/stream-forgotten.ts';
import { tagsForgotten } from './dynamodb/tags-forgotten.ts';
import { truncatedCopy as tableTruncatedCopy } from './dynamodb/truncated-copy.ts';
import { ttlForgotten } from './dynamodb/ttl-forgotten.ts';
import { wrongResource as tableWrongResource } from './dynamodb/wrong-resource.ts';
import { emptyBackup as efsEmptyBackup } from './efs/empty-backup.ts';
import { leftInDatedDirectory as efsLeftInDatedDirectory } from './efs/left-in-dated-directory.ts';
import { missingGrant as efsMissingGrant } from './efs/missing-grant.ts';
import { oldDataLeft as efsOldDataLeft } from './efs/old-data-left.ts';
import { oneChanged as efsOneChanged } from './efs/one-changed.ts';
import { oneMissing as efsOneMissing } from './efs/one-missing.ts';
import { ownerLost as efsOwnerLost } from './efs/owner-lost.ts';
import { postureWeaker as efsPostureWeaker } from './efs/posture-weaker.ts';
import { stalePoint as efsStalePoint } from './efs/stale-point.ts';
import { tornSession as efsTornSession } from './efs/torn-session.ts';
import { truncatedCopy as efsTruncatedCopy } from './efs/truncated-copy.ts';
import { wrongResource as efsWrongResource } from './efs/wrong-resource.ts';
import { emptyBackup as rdsEmptyBackup } from './rds/empty-backup.ts';
import { missingGrant as rdsMissingGrant } from './rds/missing-grant.ts';
import { oldDataLeft as rdsOldDataLeft } from './rds/old-data-left.ts';
import { oneChanged as rdsOneChanged } from './rds/one-changed.ts';
import { oneMissing as rdsOneMissing } from './rds/one-missing.ts';
import { postureWeaker as rdsPostureWeaker } from './rds/posture-weaker.ts';
import { stalePoint as rdsStalePoint } from './rds/stale-point.ts';
import { truncatedCopy as rdsTruncatedCopy } from './rds/truncated-copy.ts';
import { wrongResource as rdsWrongResource } from './rds/wrong-resource.ts';
import { copyRemoved } from './region/copy-removed.ts';
import { keyDisabled } from './region/key-disabled.ts';
import { orderIgnored } from './opensearch/order-ignored.ts';
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
import { autoCreated } from './variants/auto-created.ts';
import { opensearchWays } from './variants/opensearch-ways.ts';
import { awsBackup } from './variants/aws-backup.ts';
import { ebsWays } from './variants/ebs-ways.ts';
import { frozenClock } from './frozen-clock.ts';
import { yesChecker } from './yes-checker.ts';
import { dynamodbWays } from './variants/dynamodb-ways.ts';
import { protectedTable } from './variants/protected-table.ts';
import { copyRanAfter } from './variants/copy-ran-after.ts';
import { efsDeleted } from './variants/efs-ways.ts';
import { nameHeld } from './variants/name-held.ts';
import { nameTaken } from './variants/name-taken.ts';
import { protectedInstance } from './variants/protected.ts';
import { rdsWays } from './variants/rds-ways.ts';
import { copiesStale } from './variants/region/copies-stale.ts';
import { keyMissing } from './variants/region/key-missing.ts';
import { neverCopied } from './variants/region/never-copied.ts';
import { noCapacity } from './variants/region/no-capacity.ts';
import { regionWays } from './variants/region/region-ways.ts';

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
  bulkErrorsSwallowed,
  searchEmptyBackup,
  indexFirst,
  searchMissingGrant,
  searchOldDataLeft,
  searchOneChanged,
  searchOneMissing,
  searchPostureWeaker,
  searchStalePoint,
  searchTruncatedCopy,
  searchWrongResource,
  frozenClock('opensearch'),
  yesChecker('opensearch'),
  tableEmptyBackup,
  tableMissingGrant,
  tableOldDataLeft,
  tableOneChanged,
  tableOneMissing,
  tablePostureWeaker,
  tableStalePoint,
  streamForgotten,
  tagsForgotten,
  tableTruncatedCopy,
  ttlForgotten,
  tableWrongResource,
  frozenClock('dynamodb'),
  yesChecker('dynamodb'),
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
  efsEmptyBackup,
  efsLeftInDatedDirectory,
  efsMissingGrant,
  efsOldDataLeft,
  efsOneChanged,
  efsOneMissing,
  efsOwnerLost,
  efsPostureWeaker,
  efsStalePoint,
  efsTornSession,
  efsTruncatedCopy,
  efsWrongResource,
  frozenClock('efs'),
  yesChecker('efs'),
  blockLost,
  ebsEmptyBackup,
  ebsMissingGrant,
  ebsOldDataLeft,
  ebsOneChanged,
  ebsOneMissing,
  ebsPostureWeaker,
  ebsStalePoint,
  ebsTruncatedCopy,
  ebsWrongResource,
  wrongZone,
  tornSet,
  frozenClock('ebs'),
  yesChecker('ebs'),
  copyRemoved,
  keyDisabled,
  orderIgnored,
].map((mutation) => [`${mutation.service}/${mutation.id}`, mutation]));

/** Variants of disasters by `<scenario>/<id>`: two scenarios may have one of the same name. */
export const variants: ReadonlyMap<string, VariantModule> = new Map<string, VariantModule>([
  protectedTable,
  ...dynamodbWays,
  autoCreated,
  ...opensearchWays,
  awsBackup,
  copyRanAfter,
  nameHeld,
  nameTaken,
  protectedInstance,
  ...rdsWays,
  efsDeleted,
  ...ebsWays,
  ...regionWays,
  copiesStale,
  keyMissing,
  neverCopied,
  noCapacity,
].map((variant) => [`${variant.scenario}/${variant.id}`, variant]));
