import type { Service } from '../../service.ts';
import { lookupEvents } from './lookup-events.ts';
import { pruneTimer } from './prune-timer.ts';
import { CLOUDTRAIL_TABLES } from './tables.ts';

/** CloudTrail's event history: who called what, for 90 days. The front door writes it. */
export const cloudtrailService: Service = { signingName: 'cloudtrail', tables: CLOUDTRAIL_TABLES, operations: { LookupEvents: lookupEvents }, asks: { LookupEvents: () => '*' }, timers: (context) => [pruneTimer(context)] };
