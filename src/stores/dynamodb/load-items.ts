import { basename } from 'node:path';
import { usageError } from '#kit/redrill-error';
import { ndjsonLines } from '#kit/ndjson-lines';
import type { BatchEntry, DynamoDb } from './dynamodb.ts';
import type { WireItem, WireValue } from './wire-item.ts';

const BATCH = 2_000;
const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

/** Puts a user's own items into a table: a JSON object a line, plain or with DynamoDB's types (as `aws dynamodb scan` writes them). */
export async function loadItems(items: DynamoDb, { table, key, files }: { readonly table: string; readonly key: readonly string[]; readonly files: readonly string[] }): Promise<{ readonly count: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let count = 0;
  for (const file of files) {
    let batch = new Map<string, BatchEntry>();
    const flush = async (): Promise<void> => {
      count += await items.writeMany(table, batch.values());
      batch = new Map();
    };
    for await (const line of ndjsonLines(file)) {
      const item = 'problem' in line ? line.problem : wireItem(line.value, key);
      if (typeof item === 'string') {
        problems.push(`${basename(file)}:${line.line}: ${item}`);
        continue;
      }
      // Of two lines with one key the later one counts; both in one request would be refused.
      batch.set(JSON.stringify(key.map((name) => item[name])), { put: item });
      if (batch.size >= BATCH) await flush();
    }
    await flush();
  }
  return { count, problems };
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

/** A plain JSON value as DynamoDB holds it. */
function wireValue(value: unknown): WireValue {
  if (value === null) return { NULL: true };
  switch (typeof value) {
    case 'string': return { S: value };
    case 'number': return { N: String(value) };
    case 'boolean': return { BOOL: value };
    case 'object': return Array.isArray(value) ? { L: value.map(wireValue) } : { M: Object.fromEntries(Object.entries(value as Readonly<Record<string, unknown>>).map(([name, one]) => [name, wireValue(one)])) };
    default: throw usageError('load.value', `a value of type ${typeof value} has no place in a table`);
  }
}
