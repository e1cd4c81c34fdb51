import { afterEach, beforeEach, expect, test } from 'vitest';
import { content, dynamodbWithTable, item, refused, type FakeDynamodb } from './testing/fake-dynamodb.ts';

let fake: FakeDynamodb;
beforeEach(async () => {
  fake = await dynamodbWithTable('docs');
  await fake.run('PutItem', { TableName: 'docs', Item: item('a', { n: 1 }) });
});
afterEach(() => fake.close());

const key = (pk: string): object => ({ pk: { S: pk }, sk: { S: 'v' } });
const put = (pk: string, n: number, more: object = {}): object => ({ Put: { TableName: 'docs', Item: item(pk, { n }), ...more } });
const add = (pk: string, more: object = {}): object => ({ Update: { TableName: 'docs', Key: key(pk), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } }, ...more } });
const write = (TransactItems: readonly object[], ClientRequestToken?: string): Promise<unknown> => fake.run('TransactWriteItems', { TransactItems, ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }) });

test('all actions of a transaction are carried out, or none, and the reasons come in the order of the actions', async () => {
  await write([put('b', 2), add('a'), { Delete: { TableName: 'docs', Key: key('none') } }, { ConditionCheck: { TableName: 'docs', Key: key('c'), ConditionExpression: 'attribute_not_exists(pk)' } }]);
  const kept = await content(fake, 'docs');
  expect(kept).toEqual({ a: item('a', { n: 2 }), b: item('b', { n: 2 }) });
  const [code, message, body] = await refused(write([
    put('d', 4),
    put('a', 9, { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    add('b', { ConditionExpression: 'n > :one' }),
    { ConditionCheck: { TableName: 'docs', Key: key('c'), ConditionExpression: 'n = :x', ExpressionAttributeValues: { ':x': { N: '7' } } } },
  ]));
  expect([code, message]).toEqual(['TransactionCanceledException', 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed]']);
  const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
  expect(body['CancellationReasons']).toEqual([{ Code: 'None' }, { ...failed, Item: item('a', { n: 2 }) }, { Code: 'None' }, failed]);
  expect(await content(fake, 'docs')).toEqual(kept);
});

test('a transaction that the data does not fit is cancelled, and one that breaks the rules is refused before anything is tried', async () => {
  await fake.run('PutItem', { TableName: 'docs', Item: { ...item('text'), n: { S: 'no number' } } });
  const [code, message] = await refused(write([put('b', 1), add('text')]));
  expect([code, message]).toEqual(['TransactionCanceledException', 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]']);
  expect((await refused(write([put('b', 1), add('b')])))[1]).toBe('Transaction request cannot include multiple operations on one item');
  expect((await refused(write([])))[0]).toBe('ValidationException');
  expect((await refused(write([{ Put: { TableName: 'none', Item: item('b') } }])))[0]).toBe('ResourceNotFoundException');
  expect((await refused(write([{ Put: { TableName: 'docs', Item: { pk: { S: 'b' } } } }])))[0]).toBe('ValidationException');
  expect(Object.keys(await content(fake, 'docs')).sort()).toEqual(['a', 'text']);
});

test('the same token does the same transaction once, for ten minutes, and never another one; also after a restart', async () => {
  await write([add('a')], 'token-1');
  await write([add('a')], 'token-1');
  fake = await fake.reopen();
  await write([add('a')], 'token-1');
  expect((await content(fake, 'docs'))['a']).toEqual(item('a', { n: 2 }));
  expect((await refused(write([add('b')], 'token-1')))[0]).toBe('IdempotentParameterMismatchException');
  await fake.pass(601);
  await write([add('a')], 'token-1');
  expect((await content(fake, 'docs'))['a']).toEqual(item('a', { n: 3 }));
});

test('transactions and single writes that come at once do not lose each other\'s changes', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? write([add('a'), add(`other-${at % 6}`)]) : fake.run('UpdateItem', { TableName: 'docs', ...(add('a') as { readonly Update: object }).Update }))));
  const all = await content(fake, 'docs');
  expect(all['a']).toEqual(item('a', { n: 41 }));
  expect(['other-0', 'other-2', 'other-4'].reduce((sum, pk) => sum + Number((all[pk] as { readonly n: { readonly N: string } }).n.N), 0)).toBe(20);
});

test('TransactGetItems reads several items at once, with projections, and tells what is not there by an empty answer', async () => {
  const Get = (pk: string, more: object = {}): object => ({ Get: { TableName: 'docs', Key: key(pk), ...more } });
  expect(await fake.run('TransactGetItems', { TransactItems: [Get('a'), Get('none'), Get('a', { ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': 'n' } })] })).toEqual({ Responses: [{ Item: item('a', { n: 1 }) }, {}, { Item: { n: { N: '1' } } }] });
});
