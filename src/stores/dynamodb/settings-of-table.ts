import type { ContinuousBackupsDescription, GlobalSecondaryIndexDescription, KeySchemaElement, TableDescription, Tag, TimeToLiveDescription } from '@aws-sdk/client-dynamodb';
import type { TableSettings } from './table-settings.ts';

export interface TableFacts {
  readonly table: TableDescription;
  readonly timeToLive: TimeToLiveDescription;
  readonly backups: ContinuousBackupsDescription | null;
  readonly tags: readonly Tag[];
}

/** The settings of a living table as its definition would write them. */
export function settingsOfTable({ table, timeToLive, backups, tags }: TableFacts): TableSettings {
  const { SSEDescription, StreamSpecification } = table;
  // ContinuousBackupsStatus is ENABLED for every table: only the status inside says whether there is point-in-time recovery.
  const pitr = backups?.PointInTimeRecoveryDescription;
  return {
    TableName: table.TableName ?? '',
    KeySchema: keySchemaOf(table.KeySchema),
    AttributeDefinitions: (table.AttributeDefinitions ?? []).map(({ AttributeName = '', AttributeType }) => ({ AttributeName, AttributeType: AttributeType === 'N' || AttributeType === 'B' ? AttributeType : 'S' } as const)),
    GlobalSecondaryIndexes: indexesOf(table.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: indexesOf(table.LocalSecondaryIndexes),
    // A table that was made with capacity and never changed says nothing about its billing.
    BillingMode: table.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    TableClass: table.TableClassSummary?.TableClass ?? 'STANDARD',
    SSESpecification: SSEDescription?.SSEType === 'KMS' && (SSEDescription.Status === 'ENABLED' || SSEDescription.Status === 'UPDATING') ? { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: SSEDescription.KMSMasterKeyArn ?? '' } : null,
    StreamSpecification: StreamSpecification?.StreamEnabled === true ? { StreamEnabled: true, StreamViewType: StreamSpecification.StreamViewType ?? 'KEYS_ONLY' } : null,
    TimeToLiveSpecification: isOn(timeToLive.TimeToLiveStatus) && timeToLive.AttributeName !== undefined ? { Enabled: true, AttributeName: timeToLive.AttributeName } : null,
    PointInTimeRecoverySpecification: pitr?.PointInTimeRecoveryStatus === 'ENABLED' ? { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: pitr.RecoveryPeriodInDays ?? 35 } : null,
    DeletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    Tags: tags.map(({ Key = '', Value = '' }) => ({ Key, Value })),
  };
}

/** ENABLING takes up to an hour on AWS and cannot be hurried. */
function isOn(status: string | undefined): boolean {
  return status === 'ENABLED' || status === 'ENABLING';
}

function keySchemaOf(schema: readonly KeySchemaElement[] | undefined): TableSettings['KeySchema'] {
  return (schema ?? []).map(({ AttributeName = '', KeyType }) => ({ AttributeName, KeyType: KeyType === 'RANGE' ? 'RANGE' : 'HASH' }));
}

function indexesOf(indexes: readonly Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>[] | undefined): TableSettings['GlobalSecondaryIndexes'] {
  return (indexes ?? []).map(({ IndexName = '', KeySchema, Projection }) => ({
    IndexName,
    KeySchema: keySchemaOf(KeySchema),
    Projection: { ProjectionType: Projection?.ProjectionType ?? 'ALL', NonKeyAttributes: [...(Projection?.NonKeyAttributes ?? [])].sort() },
  }));
}
