import type { ProbeModule } from '#contract/modules';
import { attached as ebsAttached } from './ebs/attached.ts';
import { blocksEqual } from './ebs/blocks-equal.ts';
import { dataComplete as ebsDataComplete } from './ebs/data-complete.ts';
import { initialised as ebsInitialised } from './ebs/initialised.ts';
import { pointerResolves as ebsPointerResolves } from './ebs/pointer-resolves.ts';
import { selectedByPlan as ebsSelectedByPlan } from './ebs/selected-by-plan.ts';
import { setOfOneMoment } from './ebs/set-of-one-moment.ts';
import { settingsComplete as ebsSettingsComplete } from './ebs/settings-complete.ts';
import { volumeReady } from './ebs/volume-ready.ts';
import { itemsComplete } from './dynamodb/items-complete.ts';
import { pointerResolves as tablePointerResolves } from './dynamodb/pointer-resolves.ts';
import { selectedByPlan as tableSelectedByPlan } from './dynamodb/selected-by-plan.ts';
import { settingsComplete as tableSettingsComplete } from './dynamodb/settings-complete.ts';
import { streamFollowed } from './dynamodb/stream-followed.ts';
import { tableReady } from './dynamodb/table-ready.ts';
import { ttlOn } from './dynamodb/ttl-on.ts';
import { aliasPointsToOneIndex } from './opensearch/alias-points-to-one-index.ts';
import { clusterReady } from './opensearch/cluster-ready.ts';
import { countsEqual } from './opensearch/counts-equal.ts';
import { idsEqual } from './opensearch/ids-equal.ts';
import { indexMatchesDatabase } from './opensearch/index-matches-database.ts';
import { mappingAndSettingsEqual } from './opensearch/mapping-and-settings-equal.ts';
import { noBulkErrors } from './opensearch/no-bulk-errors.ts';
import { pointerResolves as searchPointerResolves } from './opensearch/pointer-resolves.ts';
import { templatesBack } from './opensearch/templates-back.ts';
import { writersResumed } from './opensearch/writers-resumed.ts';
import { fileSystemReady } from './efs/file-system-ready.ts';
import { mountReachable } from './efs/mount-reachable.ts';
import { nothingLeftInDatedDirectory } from './efs/nothing-left-in-dated-directory.ts';
import { ownersAndModes } from './efs/owners-and-modes.ts';
import { pointerResolves as efsPointerResolves } from './efs/pointer-resolves.ts';
import { selectedByPlan as efsSelectedByPlan } from './efs/selected-by-plan.ts';
import { sessionsWhole } from './efs/sessions-whole.ts';
import { settingsComplete as efsSettingsComplete } from './efs/settings-complete.ts';
import { treeComplete } from './efs/tree-complete.ts';
import { dataComplete } from './rds/data-complete.ts';
import { instanceReady } from './rds/instance-ready.ts';
import { pointerResolves as rdsPointerResolves } from './rds/pointer-resolves.ts';
import { selectedByPlan } from './rds/selected-by-plan.ts';
import { settingsComplete as rdsSettingsComplete } from './rds/settings-complete.ts';
import { entryLeadsTo } from './region/entry-leads-to.ts';
import { portalAnswers } from './region/portal-answers.ts';
import { prepared } from './region/prepared.ts';
import { homeAnswers } from './region/home-answers.ts';
import { oldResourcesStand } from './region/old-resources-stand.ts';
import { bucketReady } from './s3/bucket-ready.ts';
import { ingestionNotReplayed } from './s3/ingestion-not-replayed.ts';
import { matchesCopy } from './s3/matches-copy.ts';
import { pointerResolves } from './s3/pointer-resolves.ts';
import { restoredWhole } from './s3/restored-whole.ts';
import { settingsComplete } from './s3/settings-complete.ts';

/** Checks that runbooks bind to, by id. */
export const probes: ReadonlyMap<string, ProbeModule<unknown>> = new Map<string, ProbeModule<unknown>>([
  [fileSystemReady.id, fileSystemReady as ProbeModule<unknown>],
  [mountReachable.id, mountReachable as ProbeModule<unknown>],
  [nothingLeftInDatedDirectory.id, nothingLeftInDatedDirectory as ProbeModule<unknown>],
  [ownersAndModes.id, ownersAndModes as ProbeModule<unknown>],
  [efsPointerResolves.id, efsPointerResolves as ProbeModule<unknown>],
  [efsSelectedByPlan.id, efsSelectedByPlan as ProbeModule<unknown>],
  [sessionsWhole.id, sessionsWhole as ProbeModule<unknown>],
  [efsSettingsComplete.id, efsSettingsComplete as ProbeModule<unknown>],
  [treeComplete.id, treeComplete as ProbeModule<unknown>],
  [ebsAttached.id, ebsAttached as ProbeModule<unknown>],
  [blocksEqual.id, blocksEqual as ProbeModule<unknown>],
  [ebsDataComplete.id, ebsDataComplete as ProbeModule<unknown>],
  [ebsInitialised.id, ebsInitialised as ProbeModule<unknown>],
  [ebsPointerResolves.id, ebsPointerResolves as ProbeModule<unknown>],
  [ebsSelectedByPlan.id, ebsSelectedByPlan as ProbeModule<unknown>],
  [setOfOneMoment.id, setOfOneMoment as ProbeModule<unknown>],
  [ebsSettingsComplete.id, ebsSettingsComplete as ProbeModule<unknown>],
  [volumeReady.id, volumeReady as ProbeModule<unknown>],
  [itemsComplete.id, itemsComplete as ProbeModule<unknown>],
  [tablePointerResolves.id, tablePointerResolves as ProbeModule<unknown>],
  [tableSelectedByPlan.id, tableSelectedByPlan as ProbeModule<unknown>],
  [tableSettingsComplete.id, tableSettingsComplete as ProbeModule<unknown>],
  [streamFollowed.id, streamFollowed as ProbeModule<unknown>],
  [tableReady.id, tableReady as ProbeModule<unknown>],
  [ttlOn.id, ttlOn as ProbeModule<unknown>],
  [aliasPointsToOneIndex.id, aliasPointsToOneIndex as ProbeModule<unknown>],
  [clusterReady.id, clusterReady as ProbeModule<unknown>],
  [countsEqual.id, countsEqual as ProbeModule<unknown>],
  [idsEqual.id, idsEqual as ProbeModule<unknown>],
  [indexMatchesDatabase.id, indexMatchesDatabase as ProbeModule<unknown>],
  [mappingAndSettingsEqual.id, mappingAndSettingsEqual as ProbeModule<unknown>],
  [noBulkErrors.id, noBulkErrors as ProbeModule<unknown>],
  [searchPointerResolves.id, searchPointerResolves as ProbeModule<unknown>],
  [templatesBack.id, templatesBack as ProbeModule<unknown>],
  [writersResumed.id, writersResumed as ProbeModule<unknown>],
  [dataComplete.id, dataComplete as ProbeModule<unknown>],
  [instanceReady.id, instanceReady as ProbeModule<unknown>],
  [rdsPointerResolves.id, rdsPointerResolves as ProbeModule<unknown>],
  [selectedByPlan.id, selectedByPlan as ProbeModule<unknown>],
  [rdsSettingsComplete.id, rdsSettingsComplete as ProbeModule<unknown>],
  [entryLeadsTo.id, entryLeadsTo as ProbeModule<unknown>],
  [portalAnswers.id, portalAnswers as ProbeModule<unknown>],
  [homeAnswers.id, homeAnswers as ProbeModule<unknown>],
  [oldResourcesStand.id, oldResourcesStand as ProbeModule<unknown>],
  [prepared.id, prepared as ProbeModule<unknown>],
  [bucketReady.id, bucketReady as ProbeModule<unknown>],
  [ingestionNotReplayed.id, ingestionNotReplayed as ProbeModule<unknown>],
  [matchesCopy.id, matchesCopy as ProbeModule<unknown>],
  [pointerResolves.id, pointerResolves as ProbeModule<unknown>],
  [restoredWhole.id, restoredWhole as ProbeModule<unknown>],
  [settingsComplete.id, settingsComplete as ProbeModule<unknown>],
]);
