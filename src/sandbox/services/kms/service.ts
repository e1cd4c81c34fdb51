import type { Service } from '../../service.ts';
import { KMS_ASKS } from './asks.ts';
import { KMS_OPERATIONS } from './operations.ts';
import { KMS_TABLES } from './tables.ts';
import { kmsTimers } from './timers.ts';

/** KMS of the local account: symmetric keys that really encrypt. */
export const kmsService: Service = { signingName: 'kms', tables: KMS_TABLES, operations: KMS_OPERATIONS, asks: KMS_ASKS, timers: kmsTimers };
