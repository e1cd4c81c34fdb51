import type { Service } from '../../service.ts';
import { CLOUDWATCH_ASKS } from './asks.ts';
import { CLOUDWATCH_OPERATIONS } from './operations.ts';
import { CLOUDWATCH_TABLES } from './tables.ts';
import { alarmTimer, retentionTimer } from './timers.ts';

/** CloudWatch: metrics by the minute, and alarms that change their state in drill time. */
export const cloudwatchService: Service = { signingName: 'monitoring', actionPrefix: 'cloudwatch', asks: CLOUDWATCH_ASKS, tables: CLOUDWATCH_TABLES, operations: CLOUDWATCH_OPERATIONS, timers: (context) => [alarmTimer(context), retentionTimer(context)] };
