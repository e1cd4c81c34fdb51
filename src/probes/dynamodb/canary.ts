import type { CanaryProbe, DrillContext, ProbeReading } from '#contract/modules';
import type { StoreConfig } from '#contract/config.schema';
import { RedrillError } from '#kit/redrill-error';
import { describeTable, keyOf } from '#stores/dynamodb/describe-table';
import type { DynamoDb } from '#stores/dynamodb/dynamodb';
import { dynamodbCode } from '#stores/dynamodb/dynamodb-code';
import { itemName } from '#stores/dynamodb/item-name';
import { MARK_PREFIX } from '#stores/dynamodb/mark-key';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import type { WireItem } from '#stores/dynamodb/wire-item';
import { withItems } from '#stores/dynamodb/with-dynamodb';
import { readPointer } from '#targets/pointer';

/** What a user of the store does, as the application does it: find the table through the pointer, read an item, keep an item. */
export const dynamodbCanary: CanaryProbe = { service: 'dynamodb', run };

async function run(context: DrillContext, { id, pointer }: StoreConfig): Promise<ProbeReading> {
  const access = context.targets.access('platform-app', context.binding(id).region);
  try {
    const name = await readPointer(access, pointer);
    if (name === null) return { result: 'fail', detail: `the parameter ${pointer} does not exist` };
    const described = await describeTable(access, name);
    if (described === null) return { result: 'fail', detail: `${pointer} leads to ${name}, and there is no such table` };
    const key = keyOf(described);
    return await withItems(access, async (items) => {
      const found = await anyItem(items, name, key);
      if (found === null) return { result: 'fail', detail: `the table ${name} answers but holds no item of a user` };
      await putGetDelete(items, name, { key: canaryKey(key, context.run.id), at: context.clock.nowIso() });
      return { result: 'pass', detail: `read ${found} of ${name}, put, read back and deleted an item` };
    });
  } catch (error) {
    return { result: dynamodbCode(error) === null ? 'unknown' : 'fail', detail: error instanceof Error ? error.message : String(error) };
  }
}

const FEW = 10;

/** The name of some item that is no mark: a look at the begin of each segment, and the whole table only where those hold nothing else. */
async function anyItem(items: DynamoDb, table: string, key: readonly string[]): Promise<string | null> {
  let found: string | null = null;
  const scanner = new PageScanner({ key });
  const each = (): void => {
    if (found === null && !scanner.begins(0, MARK_PREFIX)) found = itemName(key.map((_, i) => scanner.text(i) ?? ''));
  };
  await items.scan(table, { scanner, only: key, limit: FEW, segments: 4 }, each);
  if (found === null) await items.scan(table, { scanner, only: key }, each);
  return found;
}

/** Among the marks, which manifests leave out; no number, so that it never passes for one. */
function canaryKey([partition = 'pk', sort]: readonly string[], run: string): WireItem {
  return { [partition]: { S: `${MARK_PREFIX}canary-${run}` }, ...(sort === undefined ? {} : { [sort]: { S: 'canary' } }) };
}

async function putGetDelete(items: DynamoDb, table: string, { key, at }: { readonly key: WireItem; readonly at: string }): Promise<void> {
  await items.put(table, { ...key, sentAt: { S: at } });
  const read = await items.get(table, key);
  await items.delete(table, key);
  if (JSON.stringify(read?.['sentAt']) !== JSON.stringify({ S: at })) throw new RedrillError('dynamodb.CanaryChanged', 'an item that was just written read back differently', { actor: 'platform' });
}
