import { parseTableSettings } from '../table-settings.ts';
import type { TableSettings } from '../table-settings.ts';

/** Settings of a table for tests; what matters to a test it gives itself. */
export function sampleTable(given: Partial<TableSettings> = {}): TableSettings {
  return parseTableSettings({
    TableName: 'portal-documents',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:aws:kms:us-west-2:111111111111:key/k' },
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
    DeletionProtectionEnabled: false,
    Tags: [{ Key: 'backup', Value: 'daily' }],
    ...given,
  });
}
