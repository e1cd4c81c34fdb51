import { expect, test } from 'vitest';
import { actionsOf } from './actions-of.ts';

const on = (kind: string, TableName: string): object => ({ [kind]: { TableName, Key: {} } });

test('a transaction needs of each table the actions that it does there, each once, and none of its own', () => {
  const input = { TransactItems: [on('Put', 'a'), on('Put', 'a'), on('Delete', 'a'), on('ConditionCheck', 'b'), on('Update', 'b')] };
  expect(actionsOf('TransactWriteItems', input, 'a')).toEqual(['PutItem', 'DeleteItem']);
  expect(actionsOf('TransactWriteItems', input, 'b')).toEqual(['ConditionCheckItem', 'UpdateItem']);
  expect(actionsOf('TransactGetItems', { TransactItems: [on('Get', 'a')] }, 'a')).toEqual(['GetItem']);
});

test('every other operation is its own action', () => {
  expect(actionsOf('BatchGetItem', { RequestItems: { a: { Keys: [] } } }, 'a')).toEqual(['BatchGetItem']);
});
