import type { Binding, DrillContext } from '#contract/modules';
import { isoMicros } from '#kit/time';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';

/**
 * The newest moment that a table's point-in-time recovery reaches; null where it is off, not ready yet or there is no table.
 * `ContinuousBackupsStatus` says ENABLED of every table and is not asked.
 */
export async function recoveryWindow(context: DrillContext, { resource, region }: Pick<Binding, 'resource' | 'region'>): Promise<{ readonly latest: string } | null> {
  try {
    const { ContinuousBackupsDescription } = await withTables(context.targets.access('drill-observer', region), (client) => client.send(new (dynamodbSdk().DescribeContinuousBackupsCommand)({ TableName: resource })));
    const { PointInTimeRecoveryStatus, LatestRestorableDateTime } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
    return PointInTimeRecoveryStatus === 'ENABLED' && LatestRestorableDateTime !== undefined ? { latest: isoMicros(LatestRestorableDateTime.getTime() * 1000) } : null;
  } catch (error) {
    if (dynamodbCode(error) === 'TableNotFoundException' || dynamodbCode(error) === 'ResourceNotFoundException') return null;
    throw error;
  }
}
