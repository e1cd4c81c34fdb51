import type { Service } from '../../service.ts';
import { fastDynamodb } from './fast.ts';
import { dynamodbTimers, runStores } from './jobs/timers.ts';
import { DYNAMODB_TABLES } from './model.ts';
import { backupOperations } from './operations/backups.ts';
import { continuousBackupOperations } from './operations/continuous-backups.ts';
import { createTable } from './operations/create-table.ts';
import { deleteTable } from './operations/delete-table.ts';
import { restoreOperations } from './operations/restores.ts';
import { tableOperations } from './operations/tables.ts';
import { timeToLiveOperations } from './operations/time-to-live.ts';
import { updateTable } from './operations/update-table.ts';

/** DynamoDB of the local account: a control plane over an item engine with its own history. Item operations go past the codec. */
export const dynamodbService: Service = {
  signingName: 'dynamodb',
  tables: DYNAMODB_TABLES,
  operations: {
    CreateTable: createTable,
    UpdateTable: updateTable,
    DeleteTable: deleteTable,
    ...tableOperations,
    ...timeToLiveOperations,
    ...continuousBackupOperations,
    ...backupOperations,
    ...restoreOperations,
  },
  asks: { ListTables: () => '*', ListBackups: () => '*', DescribeLimits: () => '*', DescribeEndpoints: () => '*' },
  timers: dynamodbTimers,
  fast: fastDynamodb,
  start: runStores,
};
