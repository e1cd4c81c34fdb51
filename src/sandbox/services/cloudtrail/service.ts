import type { Service } from '../../service.ts';
import { lookupEvents } from './lookup-events.ts';
import { pruneTimer } from './prune-timer.ts';
import { CLOUDTRAIL_TABLES } from './tables.ts';
import { deliveryTimer } from './trails/delivery-timer.ts';
import { TRAIL_ASKS, TRAIL_OPERATIONS } from './trails/operations.ts';

/** CloudTrail: who called what, for 90 days in the event history and for good in the buckets of trails. The front door writes the history. */
export const cloudtrailService: Service = {
  signingName: 'cloudtrail',
  tables: CLOUDTRAIL_TABLES,
  operations: { LookupEvents: lookupEvents, ...TRAIL_OPERATIONS },
  asks: { LookupEvents: () => '*', ...TRAIL_ASKS },
  timers: (context) => [pruneTimer(context), deliveryTimer(context)],
};
