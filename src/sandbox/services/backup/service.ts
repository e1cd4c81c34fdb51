import type { Service } from '../../service.ts';
import { backupServiceOf } from './backup-service-of.ts';
import { RESOURCE_KINDS } from './resource-kinds.ts';

/** AWS Backup of the local account. */
export const backupService: Service = backupServiceOf(RESOURCE_KINDS);
