import type { BeaconModule, BeaconReading, Binding, DrillContext } from '#contract/modules';
import { RedrillError } from '#kit/redrill-error';
import { describeTable, keyOf } from '#stores/dynamodb/describe-table';
import type { DynamoDb } from '#stores/dynamodb/dynamodb';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';
import { MARK_PREFIX, markKey, parseMarkKey } from '#stores/dynamodb/mark-key';
import { openDynamoDb } from '#stores/dynamodb/open-dynamodb';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { readPointer } from '#targets/pointer';

import { rangesOf } from './ranges-of.ts';

interface Mark {
  readonly series: string;
  readonly seq: number;
  readonly sentAt: string;
}

/** Marks in a table: one item each, written as the platform writes; read as the observer. */
export const dynamodbBeacons: BeaconModule = { service: 'dynamodb', write, rest, read };

/** Where marks go, found through the pointer once and kept open: a mark each second must not cost a look and a handshake each. */
interface Open {
  readonly items: DynamoDb;
  readonly table: string;
  readonly key: readonly string[];
}

const OPEN = new WeakMap<DrillContext, Map<string, Open>>();

async function write(context: DrillContext, binding: Binding, { series, seq, sentAt }: Mark): Promise<void> {
  const { items, table, key } = await opened(context, binding);
  try {
    await items.put(table, { ...markKey(key, series, seq), sentAt: { S: sentAt } });
  } catch (error) {
    await rest(context, binding);
    // DynamoDB's own refusal says that nothing was kept; without an answer nobody knows.
    throw new BeaconError(error, dynamodbCode(error) !== null && !/^(Internal|Http5)/.test(dynamodbCode(error) ?? ''));
  }
}

async function opened(context: DrillContext, binding: Binding): Promise<Open> {
  const own = OPEN.get(context) ?? new Map<string, Open>();
  OPEN.set(context, own);
  const known = own.get(binding.store);
  if (known !== undefined) return known;
  try {
    const access = context.targets.access('platform-app', binding.region);
    const table = await readPointer(access, binding.pointer);
    const described = table === null ? null : await describeTable(access, table);
    if (table === null || described === null) throw new RedrillError('dynamodb.NoTable', `the pointer ${binding.pointer} leads to ${table ?? 'nothing'}, which is no table`, { actor: 'platform' });
    const open = { items: openDynamoDb(access, { maxInFlight: 4 }), table, key: keyOf(described) };
    own.set(binding.store, open);
    return open;
  } catch (error) {
    // nothing of the mark has been sent
    throw new BeaconError(error, true);
  }
}

async function rest(context: DrillContext, { store }: Binding): Promise<void> {
  const own = OPEN.get(context);
  const open = own?.get(store);
  own?.delete(store);
  await open?.items.close();
}

const NOTHING: BeaconReading = { found: [], duplicated: 0, unknownNames: 0, complete: true };

/** A table that is not there holds no marks: a complete answer. A key cannot be there twice. */
async function read(context: DrillContext, { resource, region }: Binding): Promise<BeaconReading> {
  const access = context.targets.access('drill-observer', region);
  const described = await describeTable(access, resource);
  if (described === null) return NOTHING;
  const key = keyOf(described);
  const [partition = ''] = key;
  const numbers = new Map<string, number[]>();
  let unknownNames = 0;
  await withItems(access, (items) => items.scan(resource, { scanner: new PageScanner({ key }), only: key, prefix: { attribute: partition, begins: MARK_PREFIX }, signal: context.signal }, (item) => {
    const mark = parseMarkKey(item.text(0) ?? '', key.length > 1 ? item.text(1) : null);
    if (mark === null) unknownNames += 1;
    else listOf(numbers, mark.series).push(mark.seq);
  }));
  return { ...NOTHING, found: rangesOf(numbers), unknownNames };
}

function listOf(numbers: Map<string, number[]>, series: string): number[] {
  const known = numbers.get(series) ?? [];
  numbers.set(series, known);
  return known;
}

/** A mark that was not acknowledged. `sure`: it certainly was not kept; else nobody knows. */
class BeaconError extends RedrillError {
  readonly sure: boolean;

  constructor(cause: unknown, sure: boolean) {
    super(cause instanceof RedrillError ? `beacon.${cause.code}` : 'beacon.no-answer', cause instanceof Error ? cause.message : String(cause), { actor: 'platform', cause });
    this.sure = sure;
  }
}
