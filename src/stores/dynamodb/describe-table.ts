import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import { dynamodbCode } from './dynamodb-code.ts';
import { dynamodbSdk, withTables } from './with-dynamodb.ts';

/** A table as DynamoDB describes it; null when there is none of that name. */
export async function describeTable(access: AwsAccess, table: string): Promise<TableDescription | null> {
  try {
    const { Table } = await withTables(access, (client) => client.send(new (dynamodbSdk().DescribeTableCommand)({ TableName: table })));
    return Table ?? null;
  } catch (error) {
    if (dynamodbCode(error) === 'ResourceNotFoundException') return null;
    throw error;
  }
}

/** Nothing is left of it: the name is free, or its deletion has begun. */
export function isGoing(table: TableDescription | null): table is null {
  return table === null || table.TableStatus === 'DELETING';
}

/** The names of a table's key attributes, the partition key first. */
export function keyOf({ KeySchema }: Pick<TableDescription, 'KeySchema'>): readonly string[] {
  return [...(KeySchema ?? [])].sort((a) => (a.KeyType === 'HASH' ? -1 : 1)).flatMap(({ AttributeName }) => AttributeName ?? []);
}
