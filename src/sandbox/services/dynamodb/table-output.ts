import type { SandboxContext } from '../../service.ts';
import { storeOf } from './engine-of.ts';
import type { TableSize } from './engine/item-engine.ts';
import type { GlobalIndex, LocalIndex, Table, TableDesign, Throughput } from './model.ts';
import { at } from './times.ts';

/** A table as DescribeTable tells it. */
export async function tableOutput(context: SandboxContext, table: Table): Promise<object> {
  const size = (await storeOf(context, table)).size(table.ref);
  const { design, restore } = table;
  const locked = isLocked(context, table);
  return {
    TableName: design.name,
    TableArn: table.resource,
    TableId: table.id,
    TableStatus: locked && table.state === 'ACTIVE' ? 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' : table.state,
    ...at('CreationDateTime', table.created),
    AttributeDefinitions: design.attributes,
    KeySchema: design.keySchema,
    ItemCount: size.items,
    TableSizeBytes: size.bytes,
    ProvisionedThroughput: throughputOutput(design.throughput),
    ...(design.throughput === null ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', ...at('LastUpdateToPayPerRequestDateTime', table.billingChanged ?? table.created) } } : {}),
    ...(design.tableClass === 'STANDARD' ? {} : { TableClassSummary: { TableClass: design.tableClass } }),
    ...(design.globalIndexes.length > 0 ? { GlobalSecondaryIndexes: design.globalIndexes.map((index) => globalOutput(table, index, size)) } : {}),
    ...(design.localIndexes.length > 0 ? { LocalSecondaryIndexes: design.localIndexes.map((index) => localOutput(table, index, size)) } : {}),
    ...streamOutput(table),
    ...(design.keyArn === null ? {} : { SSEDescription: { ...sseOutput(design), ...(locked ? at('InaccessibleEncryptionDateTime', table.inaccessibleSince ?? context.time.nowMicros()) : {}) } }),
    DeletionProtectionEnabled: table.protected,
    ...(restore === null ? {} : { RestoreSummary: { SourceTableArn: restore.sourceArn, ...(restore.sourceBackupArn === null ? {} : { SourceBackupArn: restore.sourceBackupArn }), ...at('RestoreDateTime', restore.atMicros), RestoreInProgress: table.state === 'CREATING' } }),
  };
}

export function sseOutput({ keyArn }: TableDesign): object {
  return { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: keyArn };
}

export function throughputOutput(throughput: Throughput | null): object {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: throughput?.ReadCapacityUnits ?? 0, WriteCapacityUnits: throughput?.WriteCapacityUnits ?? 0 };
}

/** Whether the key of a table cannot be used by anybody. */
export function isLocked({ keys }: Pick<SandboxContext, 'keys'>, { design }: Pick<Table, 'design'>): boolean {
  return design.keyArn !== null && keys.problem(design.keyArn, 'decrypt', null) !== null;
}

function globalOutput(table: Table, { IndexName, KeySchema, Projection, status, throughput }: GlobalIndex, size: TableSize): object {
  const own = size.indexes[IndexName];
  return {
    IndexName, KeySchema, Projection, IndexArn: `${table.resource}/index/${IndexName}`, IndexStatus: table.state === 'CREATING' ? 'CREATING' : status,
    ...(status === 'CREATING' ? { Backfilling: table.state !== 'CREATING' } : {}), ItemCount: own?.items ?? 0, IndexSizeBytes: own?.bytes ?? 0, ProvisionedThroughput: throughputOutput(throughput),
  };
}

function localOutput(table: Table, { IndexName, KeySchema, Projection }: LocalIndex, size: TableSize): object {
  const own = size.indexes[IndexName];
  return { IndexName, KeySchema, Projection, IndexArn: `${table.resource}/index/${IndexName}`, ItemCount: own?.items ?? 0, IndexSizeBytes: own?.bytes ?? 0 };
}

/** The last stream's ARN stays to be seen after it was switched off. */
function streamOutput({ resource, stream }: Table): object {
  if (stream === null) return {};
  return {
    ...(stream.enabled ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view } } : {}),
    LatestStreamLabel: stream.label,
    LatestStreamArn: `${resource}/stream/${stream.label}`,
  };
}
