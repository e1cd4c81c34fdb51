import type { ProbeModule } from '#contract/modules';
import { bucketReady } from './s3/bucket-ready.ts';
import { ingestionNotReplayed } from './s3/ingestion-not-replayed.ts';
import { matchesCopy } from './s3/matches-copy.ts';
import { pointerResolves } from './s3/pointer-resolves.ts';
import { settingsComplete } from './s3/settings-complete.ts';

/** Checks that runbooks bind to, by id. */
export const probes: ReadonlyMap<string, ProbeModule<unknown>> = new Map<string, ProbeModule<unknown>>([
  [bucketReady.id, bucketReady as ProbeModule<unknown>],
  [ingestionNotReplayed.id, ingestionNotReplayed as ProbeModule<unknown>],
  [matchesCopy.id, matchesCopy as ProbeModule<unknown>],
  [pointerResolves.id, pointerResolves as ProbeModule<unknown>],
  [settingsComplete.id, settingsComplete as ProbeModule<unknown>],
]);
