import type { ProbeModule } from '#contract/modules';
import { dataComplete } from './rds/data-complete.ts';
import { instanceReady } from './rds/instance-ready.ts';
import { pointerResolves as rdsPointerResolves } from './rds/pointer-resolves.ts';
import { selectedByPlan } from './rds/selected-by-plan.ts';
import { settingsComplete as rdsSettingsComplete } from './rds/settings-complete.ts';
import { bucketReady } from './s3/bucket-ready.ts';
import { ingestionNotReplayed } from './s3/ingestion-not-replayed.ts';
import { matchesCopy } from './s3/matches-copy.ts';
import { pointerResolves } from './s3/pointer-resolves.ts';
import { restoredWhole } from './s3/restored-whole.ts';
import { settingsComplete } from './s3/settings-complete.ts';

/** Checks that runbooks bind to, by id. */
export const probes: ReadonlyMap<string, ProbeModule<unknown>> = new Map<string, ProbeModule<unknown>>([
  [dataComplete.id, dataComplete as ProbeModule<unknown>],
  [instanceReady.id, instanceReady as ProbeModule<unknown>],
  [rdsPointerResolves.id, rdsPointerResolves as ProbeModule<unknown>],
  [selectedByPlan.id, selectedByPlan as ProbeModule<unknown>],
  [rdsSettingsComplete.id, rdsSettingsComplete as ProbeModule<unknown>],
  [bucketReady.id, bucketReady as ProbeModule<unknown>],
  [ingestionNotReplayed.id, ingestionNotReplayed as ProbeModule<unknown>],
  [matchesCopy.id, matchesCopy as ProbeModule<unknown>],
  [pointerResolves.id, pointerResolves as ProbeModule<unknown>],
  [restoredWhole.id, restoredWhole as ProbeModule<unknown>],
  [settingsComplete.id, settingsComplete as ProbeModule<unknown>],
]);
