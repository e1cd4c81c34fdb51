import type { Service } from '../../service.ts';
import { STS_OPERATIONS } from './operations.ts';
import { SESSION_TABLE } from './sessions.ts';

/** STS: who am I, and sessions of roles. */
export const stsService: Service = { signingName: 'sts', tables: SESSION_TABLE, operations: STS_OPERATIONS };
