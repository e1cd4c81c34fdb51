import type { Service } from '../../service.ts';
import { SSM_ASKS } from './asks.ts';
import { SSM_OPERATIONS } from './operations.ts';
import { SSM_TABLE } from './state.ts';

/** SSM Parameter Store: the pointers through which a platform finds its stores. */
export const ssmService: Service = { signingName: 'ssm', tables: SSM_TABLE, operations: SSM_OPERATIONS, asks: SSM_ASKS };
