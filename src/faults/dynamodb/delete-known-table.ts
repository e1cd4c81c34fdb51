import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '#contract/aws';
import { refusal, RedrillError } from '#kit/redrill-error';
import { describeTable, isGoing } from '#stores/dynamodb/describe-table';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';
import { dynamodbSdk, withTables } from '#stores/dynamodb/with-dynamodb';

/** A table and not merely its name: names are used again. */
export interface KnownTable {
  readonly access: AwsAccess;
  readonly name: string;
  /** TableId: never used twice. */
  readonly tableId: string;
}

/**
 * Sends one request to delete a table, right after a look that it is still the one that is meant; gone or going already is fine.
 * Throws `dynamodb.busy` where DynamoDB refuses because the table is changing: the caller looks at its guards again before it asks again.
 */
export async function deleteKnownTable(known: KnownTable, mayGo: (table: TableDescription) => Promise<void> = async () => undefined): Promise<void> {
  const { access, name } = known;
  const table = await describeTable(access, name);
  if (isGoing(table)) return;
  mustBe(known, table);
  await mayGo(table);
  try {
    await withTables(access, (client) => client.send(new (dynamodbSdk().DeleteTableCommand)({ TableName: name })));
  } catch (error) {
    const code = dynamodbCode(error);
    if (code === 'ResourceNotFoundException') return;
    throw code === null ? error : new RedrillError(code === 'ResourceInUseException' || code === 'LimitExceededException' ? 'dynamodb.busy' : 'dynamodb.not-deleted', `DynamoDB did not delete ${name}: ${code}: ${error instanceof Error ? error.message : String(error)}`, { actor: 'platform', cause: error });
  }
}

/** Refuses a table that only has the same name. */
export function mustBe({ name, tableId }: Pick<KnownTable, 'name' | 'tableId'>, table: TableDescription): void {
  if (table.TableId !== tableId) throw refusal('dynamodb.other-table', `${name} is ${table.TableId ?? 'without a table id'} by now, and ${tableId} was meant: another table has the name, and it is not deleted`);
}
