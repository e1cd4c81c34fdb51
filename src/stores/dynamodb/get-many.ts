import { RedrillError } from '#kit/redrill-error';
import type { DynamoDbCaller } from './dynamodb-caller.ts';
import type { WireItem } from './wire-item.ts';

/** BatchGetItem takes 100 keys. */
const BATCH = 100;
/** How often what was left unread is asked for again before it counts as refused. */
const MOST_ROUNDS = 30;

/** Reads items in batches, consistently; in the order of the keys, null for those that are not there. No key may come twice. */
export async function getMany(caller: DynamoDbCaller, table: string, keys: readonly WireItem[]): Promise<readonly (WireItem | null)[]> {
  const found = new Map<string, WireItem>();
  const [names] = keys.map((key) => Object.keys(key).toSorted());
  const nameOf = (item: WireItem): string => JSON.stringify(names?.map((name) => item[name]));
  for (let from = 0; from < keys.length; from += BATCH) {
    for (const item of await getBatch(caller, table, keys.slice(from, from + BATCH))) found.set(nameOf(item), item);
  }
  return keys.map((key) => found.get(nameOf(key)) ?? null);
}

async function getBatch(caller: DynamoDbCaller, table: string, wanted: readonly WireItem[]): Promise<readonly WireItem[]> {
  const items: WireItem[] = [];
  let keys = wanted;
  for (let round = 1; ; round += 1) {
    const body = JSON.stringify({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
    const answer = JSON.parse((await caller.call({ operation: 'BatchGetItem', about: table, body })).toString('utf8')) as Answer;
    items.push(...(answer.Responses?.[table] ?? []));
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (keys.length === 0) return items;
    if (round >= MOST_ROUNDS) throw new RedrillError('dynamodb.Unprocessed', `BatchGetItem ${table}: ${keys.length} of ${wanted.length} keys were left unread ${MOST_ROUNDS} times: the table takes fewer reads than this`, { actor: 'platform' });
    await caller.pause(round);
  }
}

interface Answer {
  readonly Responses?: Readonly<Record<string, readonly WireItem[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: readonly WireItem[] }>>;
}
