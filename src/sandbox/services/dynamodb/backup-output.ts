import type { Backup } from './model.ts';
import { sseOutput, throughputOutput } from './table-output.ts';
import { at } from './times.ts';

export function backupDetails(backup: Backup): object {
  return {
    BackupArn: backup.id, BackupName: backup.name, BackupSizeBytes: backup.size.bytes, BackupStatus: backup.state, BackupType: backup.kind,
    ...at('BackupCreationDateTime', backup.created), ...at('BackupExpiryDateTime', backup.expires),
  };
}

/** A backup as DescribeBackup tells it: with the table it is of, and which features that had. */
export function backupDescription(backup: Backup): object {
  const { design, features } = backup;
  return {
    BackupDetails: backupDetails(backup),
    SourceTableDetails: {
      TableName: design.name, TableId: backup.tableId, TableArn: backup.resource, TableSizeBytes: backup.size.bytes, ItemCount: backup.size.items, KeySchema: design.keySchema,
      ...at('TableCreationDateTime', backup.tableCreated), ProvisionedThroughput: throughputOutput(design.throughput), BillingMode: design.throughput === null ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    },
    SourceTableFeatureDetails: {
      ...(design.globalIndexes.length > 0 ? { GlobalSecondaryIndexes: design.globalIndexes.map(({ IndexName, KeySchema, Projection, throughput }) => ({ IndexName, KeySchema, Projection, ProvisionedThroughput: throughputOutput(throughput) })) } : {}),
      ...(design.localIndexes.length > 0 ? { LocalSecondaryIndexes: design.localIndexes } : {}),
      ...(features.stream?.enabled ? { StreamDescription: { StreamEnabled: true, StreamViewType: features.stream.view } } : {}),
      ...(features.ttl ? { TimeToLiveDescription: { TimeToLiveStatus: features.ttl.status, AttributeName: features.ttl.attribute } } : {}),
      ...(design.keyArn === null ? {} : { SSEDescription: sseOutput(design) }),
    },
  };
}

export function backupSummary(backup: Backup): object {
  return { TableName: backup.design.name, TableId: backup.tableId, TableArn: backup.resource, ...backupDetails(backup) };
}
