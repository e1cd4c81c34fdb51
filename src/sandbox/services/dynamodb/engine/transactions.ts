import { sha256 } from '#kit/digest';
import type { DynaliteDb, DynaliteError, dynaliteParts, Lock } from './dynalite-parts.ts';
import { dynaliteView } from './dynalite-view.ts';
import { codeIn, ItemRefusal, messageIn, type Item, type Json, type TableDirectory, type TableShape } from './item-engine.ts';
import type { Change, LevelItems } from './level-items.ts';
import { remembered, wasDone } from './tokens.ts';

type Parts = ReturnType<typeof dynaliteParts>;

export interface TransactionTools {
  readonly parts: Parts;
  readonly items: LevelItems;
  readonly directory: TableDirectory;
  readonly lock: Lock;
  readonly nowMicros: () => number;
}

const MOST_ACTIONS = 100;
const NAMESPACE = 'com.amazonaws.dynamodb.v20120810';

/** The kinds of actions, with the operation whose rules they follow. */
const WRITES = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'DeleteItem' } as const;
type WriteKind = keyof typeof WRITES;

interface Action {
  readonly kind: WriteKind;
  readonly table: TableShape;
  readonly key: string;
  readonly data: object;
  readonly wantsItem: boolean;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/** TransactWriteItems: all actions or none, as of one moment. The keys are held meanwhile, so no other write comes between. */
export async function transactWrite(tools: TransactionTools, input: Json): Promise<Json> {
  const given = requireActions(input['TransactItems']);
  const token = typeof input['ClientRequestToken'] === 'string' && input['ClientRequestToken'] !== '' ? input['ClientRequestToken'] : null;
  const known = { fingerprint: sha256(JSON.stringify(given)), atMicros: tools.nowMicros() };
  const actions = given.map((one, at) => readAction(tools, one, at));
  requireDistinct(actions);
  return holding(tools.lock, [...actions.map(({ table, key }) => `${table.ref}:${key}`), ...(token === null ? [] : [`token:${token}`])], async () => {
    if (token !== null && wasDone(tools.items.db, token, known)) return {};
    const tried: Tried[] = [];
    for (const action of actions) tried.push(await tryAction(tools, action));
    if (tried.some(({ reason }) => reason.Code !== 'None')) throw cancelled(tried.map(({ reason }) => reason));
    await tools.items.write(tried.flatMap(({ changes }) => changes), token === null ? [] : [remembered(token, known)]);
    return {};
  });
}

/** TransactGetItems: reads of one moment. */
export async function transactGet(tools: TransactionTools, input: Json): Promise<Json> {
  const given = requireActions(input['TransactItems']);
  const gets = given.map((one, at) => {
    const get = one['Get'];
    if (!isStructure(get)) throw invalid(`1 validation error detected: Value null at 'transactItems.${at + 1}.member.get' failed to satisfy constraint: Member must not be null`);
    const table = requireTable(tools, String(get['TableName']));
    const data = checked(tools, 'GetItem', get) as { readonly Key: Item; readonly _projection?: { readonly paths: unknown } };
    refuse(tools.parts.db.validateKey(data.Key, table));
    return { table, key: tools.parts.db.createKey(data.Key, table), paths: data['_projection']?.paths };
  });
  return holding(tools.lock, [...new Set(gets.map(({ table, key }) => `${table.ref}:${key}`))], async () => ({
    Responses: gets.map(({ table, key, paths }) => {
      const stored = tools.items.read(table.ref, key);
      return stored ? { Item: paths === undefined ? stored.item : tools.parts.db.mapPaths(paths, stored.item) } : {};
    }),
  }));
}

interface Tried {
  readonly reason: Reason;
  readonly changes: readonly Change[];
}

/** Carries one action out on a view that keeps the change to itself. */
async function tryAction(tools: TransactionTools, { kind, table, key, data, wantsItem }: Action): Promise<Tried> {
  const before = tools.items.read(table.ref, key);
  const changes: Change[] = [];
  try {
    if (kind === 'ConditionCheck') refuse(tools.parts.db.checkConditional(data, before?.item));
    else await tools.parts.act(WRITES[kind], viewOf(tools, changes), data);
    return { reason: { Code: 'None' }, changes };
  } catch (error) {
    const body = bodyOf(error);
    const conditional = codeIn(body) === 'ConditionalCheckFailedException';
    const Code = conditional ? 'ConditionalCheckFailed' : 'ValidationError';
    return { reason: { Code, Message: messageIn(body), ...(conditional && wantsItem && before ? { Item: before.item } : {}) }, changes: [] };
  }
}

function viewOf({ items, directory }: TransactionTools, changes: Change[]): ReturnType<typeof dynaliteView> {
  return dynaliteView({
    find: (name) => directory.find(name),
    db: items.db,
    lock: (_keys, work) => work((done) => done),
    read: (ref, key) => items.read(ref, key),
    write: async (table, key, change) => { changes.push({ table, key, ...change }); },
  });
}

function readAction(tools: TransactionTools, one: Json, at: number): Action {
  const kinds = (Object.keys(WRITES) as WriteKind[]).filter((kind) => isStructure(one[kind]));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const given = one[kind] as Json;
  const table = requireTable(tools, String(given['TableName']));
  if (kind === 'ConditionCheck' && typeof given['ConditionExpression'] !== 'string') throw invalid(`1 validation error detected: Value null at 'transactItems.${at + 1}.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null`);
  const wantsItem = given['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
  const data = checked(tools, WRITES[kind], given) as { readonly Key?: Item; readonly Item?: Item };
  const key = keyOf(tools.parts.db, table, data.Key, data.Item);
  return { kind, table, key, data, wantsItem };
}

function keyOf(db: DynaliteDb, table: TableShape, key: Item | undefined, item: Item | undefined): string {
  if (key !== undefined) {
    refuse(db.validateKey(key, table));
    return db.createKey(key, table);
  }
  const parts = Object.fromEntries(table.KeySchema.flatMap(({ AttributeName }) => (item?.[AttributeName] === undefined ? [] : [[AttributeName, item[AttributeName]]])));
  refuse(db.validateKey(parts, table));
  return db.createKey(parts, table);
}

/** The input of one action by the rules of its operation, with its expressions parsed. */
function checked({ parts }: TransactionTools, operation: string, given: Json): object {
  try {
    return parts.check(operation, structuredClone(given), { options: { maxItemSize: 409_600 } } as never);
  } catch (error) {
    throw new ItemRefusal(bodyOf(error));
  }
}

function requireActions(value: unknown): readonly Json[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isStructure)) throw invalid('1 validation error detected: Value \'[]\' at \'transactItems\' failed to satisfy constraint: Member must have length greater than or equal to 1');
  if (value.length > MOST_ACTIONS) throw invalid(`1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ACTIONS}`);
  return value as readonly Json[];
}

function requireDistinct(actions: readonly Action[]): void {
  const ids = new Set(actions.map(({ table, key }) => `${table.ref}:${key}`));
  if (ids.size < actions.length) throw invalid('Transaction request cannot include multiple operations on one item');
}

function requireTable({ directory }: TransactionTools, name: string): TableShape {
  const table = directory.find(name);
  if (!table) throw new ItemRefusal({ __type: `${NAMESPACE}#ResourceNotFoundException`, message: 'Requested resource not found' });
  return table;
}

function cancelled(reasons: readonly Reason[]): ItemRefusal {
  const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`;
  return new ItemRefusal({ __type: `${NAMESPACE}#TransactionCanceledException`, Message, message: Message, CancellationReasons: reasons });
}

function holding<T>(lock: Lock, held: readonly string[], work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    lock(held, (release) => {
      work().then((value) => release(() => resolve(value))(), (error: unknown) => release(() => reject(error as Error))());
    });
  });
}

function bodyOf(error: unknown): Json {
  if (error instanceof ItemRefusal) return error.body;
  const { body } = error as DynaliteError;
  if (!body) throw error;
  return body;
}

function refuse(error: DynaliteError | null | undefined): void {
  if (error) throw new ItemRefusal(bodyOf(error));
}

function invalid(message: string): ItemRefusal {
  return new ItemRefusal({ __type: 'com.amazon.coral.validate#ValidationException', message });
}

function isStructure(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

