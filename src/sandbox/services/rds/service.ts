import type { Service } from '../../service.ts';
import { rdsControl } from './control.ts';
import { jobTimers } from './jobs/run-jobs.ts';
import { deleteDbInstanceAutomatedBackup, describeDbInstanceAutomatedBackups } from './operations/automated-backups.ts';
import { catalogueOperations } from './operations/catalogue.ts';
import { copyDbSnapshot } from './operations/copy-snapshot.ts';
import { createDbInstance } from './operations/create-instance.ts';
import { createDbSnapshot } from './operations/create-snapshot.ts';
import { deleteDbInstance } from './operations/delete-instance.ts';
import { deleteDbSnapshot } from './operations/delete-snapshot.ts';
import { describeEvents } from './operations/describe-events.ts';
import { describeDbInstances } from './operations/describe-instances.ts';
import { describeDbSnapshots } from './operations/describe-snapshots.ts';
import { modifyDbInstance } from './operations/modify-instance.ts';
import { optionGroups } from './operations/option-groups.ts';
import { parameterGroups } from './operations/parameter-groups.ts';
import { parameters } from './operations/parameters.ts';
import { rebootDbInstance, startDbInstance, stopDbInstance } from './operations/power.ts';
import { startReplication, stopReplication } from './operations/replicate-backups.ts';
import { restoreDbInstanceFromDbSnapshot, restoreDbInstanceToPointInTime } from './operations/restore-instance.ts';
import { describeDbSnapshotAttributes, modifyDbSnapshotAttribute } from './operations/snapshot-attributes.ts';
import { subnetGroups } from './operations/subnet-groups.ts';
import { tags } from './operations/tags.ts';
import { runServers } from './run-servers.ts';
import { RDS_TABLES } from './tables.ts';

/** RDS for PostgreSQL of the local account: a control plane over real servers. Calls return at once, the work is done by jobs. */
export const rdsService: Service = {
  signingName: 'rds',
  tables: RDS_TABLES,
  operations: {
    CreateDBInstance: createDbInstance,
    DescribeDBInstances: describeDbInstances,
    ModifyDBInstance: modifyDbInstance,
    RebootDBInstance: rebootDbInstance,
    StopDBInstance: stopDbInstance,
    StartDBInstance: startDbInstance,
    DeleteDBInstance: deleteDbInstance,
    CreateDBSnapshot: createDbSnapshot,
    DescribeDBSnapshots: describeDbSnapshots,
    DeleteDBSnapshot: deleteDbSnapshot,
    CopyDBSnapshot: copyDbSnapshot,
    ModifyDBSnapshotAttribute: modifyDbSnapshotAttribute,
    DescribeDBSnapshotAttributes: describeDbSnapshotAttributes,
    RestoreDBInstanceFromDBSnapshot: restoreDbInstanceFromDbSnapshot,
    RestoreDBInstanceToPointInTime: restoreDbInstanceToPointInTime,
    DescribeDBInstanceAutomatedBackups: describeDbInstanceAutomatedBackups,
    DeleteDBInstanceAutomatedBackup: deleteDbInstanceAutomatedBackup,
    StartDBInstanceAutomatedBackupsReplication: startReplication,
    StopDBInstanceAutomatedBackupsReplication: stopReplication,
    DescribeEvents: describeEvents,
    ...parameterGroups,
    ...parameters,
    ...subnetGroups,
    ...optionGroups,
    ...tags,
    ...catalogueOperations,
  },
  timers: jobTimers,
  start: runServers,
  control: rdsControl,
};
