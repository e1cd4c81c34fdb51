import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { AwsAccess } from '#contract/aws';
import { guardedAgent } from '#targets/guarded-dispatcher';
import { Aimd } from '../s3/aimd.ts';
import { DEFAULT_RETRY } from '../s3/backoff.ts';
import type { RetryPolicy } from '../s3/backoff.ts';
import { DynamoDbCaller } from './dynamodb-caller.ts';
import type { DynamoDb } from './dynamodb.ts';
import { getMany } from './get-many.ts';
import { scanTable } from './scan-table.ts';
import type { WireItem } from './wire-item.ts';
import { writeMany } from './write-many.ts';

export interface OpenDynamoDbOptions {
  readonly retry?: Partial<RetryPolicy>;
  /** Requests in flight: where it starts and where it ends (8 and 64). */
  readonly startInFlight?: number;
  readonly maxInFlight?: number;
}

/** Opens the fast data plane for one principal and region. In sandbox mode its sockets reach the sandbox only. Close it when done. */
export function openDynamoDb(access: AwsAccess, options: OpenDynamoDbOptions = {}): DynamoDb {
  const limiter = new Aimd({ start: options.startInFlight ?? 8, max: options.maxInFlight ?? 64 });
  const origin = access.endpoint ?? new URL(`https://dynamodb.${access.region}.amazonaws.com`);
  const dispatcher = openDispatcher(access, options.maxInFlight ?? 64);
  const caller = new DynamoDbCaller({ access, dispatcher, origin, limiter, retry: { ...DEFAULT_RETRY, ...options.retry } });
  const ask = async (operation: string, table: string, input: unknown): Promise<Record<string, unknown>> => JSON.parse((await caller.call({ operation, about: table, body: JSON.stringify(input) })).toString('utf8')) as Record<string, unknown>;
  return {
    scan: (table, how, each) => scanTable(caller, { table, ...how }, each),
    get: async (table, key, { consistent = true } = {}) => ((await ask('GetItem', table, { TableName: table, Key: key, ConsistentRead: consistent }))['Item'] as WireItem | undefined) ?? null,
    getMany: (table, keys) => getMany(caller, table, keys),
    put: async (table, item) => { await ask('PutItem', table, { TableName: table, Item: item }); },
    delete: async (table, key) => ((await ask('DeleteItem', table, { TableName: table, Key: key, ReturnValues: 'ALL_OLD' }))['Attributes'] as WireItem | undefined) ?? null,
    transact: async (actions, token) => { await ask('TransactWriteItems', `of ${actions.length} actions`, { TransactItems: actions, ClientRequestToken: token }); },
    writeMany: (table, entries, how = {}) => writeMany(caller, { table, entries, ...how }),
    close: () => dispatcher.destroy(),
  };
}

function openDispatcher(access: AwsAccess, connections: number): Dispatcher {
  const limits = { connections, headersTimeout: 60_000, bodyTimeout: 30_000 };
  if (access.endpoint !== null) return guardedAgent(access.endpoint, limits);
  return new Agent({ ...limits, pipelining: 1, allowH2: false, connect: { timeout: 10_000 } });
}
