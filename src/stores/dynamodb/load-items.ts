import { basename } from 'node:path';
import { canonicalNumber } from '#kit/canonical-number';
import { keptNumber } from '#kit/exact-json';
import { RedrillError, usageError } from '#kit/redrill-error';
import { ndjsonLines } from '#kit/ndjson-lines';
import type { DynamoDb } from './dynamodb.ts';
import type { WireItem, WireValue } from './wire-item.ts';

const BATCH = 2_000;
/** What one request takes; a batch of this size names fewer candidates for what was refused. */
const REQUEST = 25;
const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);
/** How DynamoDB says no to an item, and not to the table or to who asks. */
const REFUSALS = new Set(['ValidationException', 'SerializationException', 'ItemCollectionSizeLimitExceededException', 'RequestEntityTooLarge', 'RequestEntityTooLargeException', 'Http413'].map((code) => `dynamodb.${code}`));

/** An item of a file, and where it stands there. */
interface Entry {
  readonly item: WireItem;
  readonly where: string;
}

/**
 * Puts a user's own items into a table: a JSON object a line, plain or with DynamoDB's types (as `aws dynamodb scan` writes them).
 * A line that is no item, and an item that the table refuses, is told with its number and does not stop the rest.
 */
export async function loadItems(items: DynamoDb, { table, key, files }: { readonly table: string; readonly key: readonly string[]; readonly files: readonly string[] }): Promise<{ readonly count: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let count = 0;
  for (const file of files) {
    let batch = new Map<string, Entry>();
    const flush = async (): Promise<void> => {
      count += await write(items, { table, entries: [...batch.values()], problems });
      batch = new Map();
    };
    for await (const line of ndjsonLines(file)) {
      const where = `${basename(file)}:${line.line}`;
      const item = 'problem' in line ? line.problem : wireItem(line.value, key);
      if (typeof item === 'string') {
        problems.push(`${where}: ${item}`);
        continue;
      }
      // Of two lines with one key the later one counts; both in one request would be refused.
      batch.set(JSON.stringify(key.map((name) => keyValue(item[name]))), { item, where });
      if (batch.size >= BATCH) await flush();
    }
    await flush();
  }
  return { count, problems };
}

/** One refused item refuses its whole request, so what was refused is cut into smaller ones until each item has its own answer. Putting an item twice changes nothing. */
async function write(items: DynamoDb, { table, entries, problems }: { readonly table: string; readonly entries: readonly Entry[]; readonly problems: string[] }): Promise<number> {
  if (entries.length === 0) return 0;
  try {
    return await items.writeMany(table, entries.map(({ item }) => ({ put: item })));
  } catch (error) {
    if (!(error instanceof RedrillError) || !REFUSALS.has(error.code)) throw error;
    const [first] = entries;
    if (first !== undefined && entries.length === 1) {
      problems.push(`${first.where}: the table refuses it: ${error.message}`);
      return 0;
    }
  }
  const size = entries.length > REQUEST ? REQUEST : 1;
  let written = 0;
  for (let from = 0; from < entries.length; from += size) written += await write(items, { table, entries: entries.slice(from, from + size), problems });
  return written;
}

function wireItem(value: Readonly<Record<string, unknown>>, key: readonly string[]): WireItem | string {
  const typed = Object.values(value).length > 0 && Object.values(value).every(isTyped);
  const item = typed ? value as WireItem : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, wireValue(one)]));
  const missing = key.filter((name) => item[name] === undefined);
  return missing.length === 0 ? item : `has no ${missing.join(' and no ')}, which the table's key needs`;
}

function isTyped(value: unknown): boolean {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return names.length === 1 && TYPES.has(names[0] ?? '');
}

/** A key's value as one text, so that `1` and `1.0` are the one key that they are to DynamoDB. */
function keyValue(value: WireValue | undefined): unknown {
  return value !== undefined && 'N' in value && typeof value.N === 'string' ? { N: canonicalNumber(value.N) } : value;
}

/** A plain JSON value as DynamoDB holds it; a number keeps every digit that its line has. */
function wireValue(value: unknown): WireValue {
  if (value === null) return { NULL: true };
  const number = keptNumber(value);
  if (number !== null) return { N: number };
  switch (typeof value) {
    case 'string': return { S: value };
    case 'number': return { N: String(value) };
    case 'boolean': return { BOOL: value };
    case 'object': return Array.isArray(value) ? { L: value.map(wireValue) } : { M: Object.fromEntries(Object.entries(value as Readonly<Record<string, unknown>>).map(([name, one]) => [name, wireValue(one)])) };
    default: throw usageError('load.value', `a value of type ${typeof value} has no place in a table`);
  }
}
