import type { ItemOperation, Json } from './engine/item-engine.ts';

/** What IAM asks of each action of a transaction: it has no action of its own (DynamoDB developer guide, "IAM permissions" of transactions). */
const IN_TRANSACTION: Readonly<Record<string, string>> = { Get: 'GetItem', Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem' };

/** The actions that a caller needs on one table for a request, in which tables have their bare names. */
export function actionsOf(operation: ItemOperation, input: Json, table: string): readonly string[] {
  const items = input['TransactItems'];
  if (!operation.startsWith('Transact') || !Array.isArray(items)) return [operation];
  const kinds = items.flatMap((item: unknown) => (isStructure(item) ? Object.entries(item) : []).filter(([, one]) => isStructure(one) && one['TableName'] === table).map(([kind]) => IN_TRANSACTION[kind] ?? operation));
  return [...new Set(kinds)];
}

function isStructure(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
