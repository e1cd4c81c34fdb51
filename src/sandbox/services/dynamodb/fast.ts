import { crc32 } from 'node:zlib';
import { AwsError, type Call, type FastAnswer } from '../../service.ts';
import { actionsOf } from './actions-of.ts';
import { tableArn } from './arns.ts';
import { storeOf } from './engine-of.ts';
import { ItemRefusal, type ItemOperation, type Json } from './engine/item-engine.ts';
import { errors } from './errors.ts';
import { namedTables } from './named-tables.ts';
import { stateOf } from './state.ts';

const TARGET = /^DynamoDB_20120810\.(PutItem|GetItem|UpdateItem|DeleteItem|BatchWriteItem|BatchGetItem|Query|Scan|TransactWriteItems|TransactGetItems)$/;
const READS: ReadonlySet<ItemOperation> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

/** All item operations, on the raw JSON: the engine checks it as DynamoDB does, and nothing of it is a time or a blob. Null for everything else. */
export function fastDynamodb(call: Call): Promise<FastAnswer> | null {
  const operation = TARGET.exec(call.headers['x-amz-target'] ?? '')?.[1] as ItemOperation | undefined;
  return operation === undefined || call.body === null ? null : perform(call, operation, call.body);
}

async function perform(call: Call, operation: ItemOperation, body: Buffer): Promise<FastAnswer> {
  try {
    const input = parse(body);
    const { names, input: named } = namedTables(call, operation, input);
    for (const name of names) requireUsable(call, { operation, actions: actionsOf(operation, named, name) }, name);
    if (typeof input['IndexName'] === 'string') requireBuilt(call, names[0] ?? '', input['IndexName']);
    const store = await storeOf(call, { account: call.caller.account, region: call.region });
    return answer(200, await store.perform(operation, named));
  } catch (error) {
    if (error instanceof ItemRefusal) return answer(error.status, error.body);
    throw error;
  }
}

/** Who may, and whether the table's key can be used by the caller: DynamoDB uses it with the caller's rights. */
function requireUsable(call: Call, { operation, actions }: { readonly operation: ItemOperation; readonly actions: readonly string[] }, name: string): void {
  const arn = tableArn({ account: call.caller.account, region: call.region }, name);
  for (const action of actions) call.authorise(`dynamodb:${action}`, arn, { account: call.caller.account, policy: null });
  const keyArn = stateOf(call.catalogue).find(arn)?.design.keyArn ?? null;
  const problem = keyArn === null ? null : call.keys.problem(keyArn, READS.has(operation) ? 'decrypt' : 'encrypt', call.caller);
  if (problem) throw errors.keyDenied(problem);
}

function requireBuilt(call: Call, name: string, index: string): void {
  const table = stateOf(call.catalogue).find(tableArn({ account: call.caller.account, region: call.region }, name));
  if (table?.design.globalIndexes.find(({ IndexName }) => IndexName === index)?.status === 'CREATING') throw errors.validation(`Cannot read from backfilling global secondary index: ${index}`);
}

function parse(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // said below; the parser's reason would quote the body
  }
  throw new AwsError('SerializationException', 'The request body could not be read as the input of this operation');
}

function answer(status: number, output: Json): FastAnswer {
  const body = Buffer.from(JSON.stringify(output));
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': crc32(body) }, body };
}
