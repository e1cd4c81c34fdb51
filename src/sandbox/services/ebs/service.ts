import type { Service } from '../../service.ts';
import { ebsControl } from './control.ts';
import { directOperations } from './direct/operations.ts';
import { EBS_TABLES } from './tables.ts';
import { ebsTimers } from './timers.ts';

/** EBS: the volumes and snapshots behind EC2's operations, and its direct APIs, which read and write snapshots block by block. */
export const ebsService: Service = {
  signingName: 'ebs',
  tables: EBS_TABLES,
  operations: directOperations,
  timers: ebsTimers,
  control: ebsControl,
};
