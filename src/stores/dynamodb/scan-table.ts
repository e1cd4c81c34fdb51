import type { DynamoDbCaller } from './dynamodb-caller.ts';
import type { Scanned, ScanOptions } from './dynamodb.ts';
import type { PassingItem } from './page-scanner.ts';

const SEGMENTS = 16;

/**
 * Reads all segments of a table side by side, each page after the other. A page is read through while those of other segments are on their
 * way; the key at which a segment goes on is passed on as the bytes it came in.
 */
export async function scanTable(caller: DynamoDbCaller, { table, segments = SEGMENTS, ...how }: ScanOptions & { readonly table: string }, each: (item: PassingItem) => void): Promise<Scanned> {
  const scanned = { items: 0, pages: 0, bytes: 0 };
  const fixed = JSON.stringify(parameters(table, how)).slice(0, -1);
  const stop = new AbortController();
  const signal = how.signal === undefined ? stop.signal : AbortSignal.any([how.signal, stop.signal]);
  const segment = async (n: number): Promise<void> => {
    for (let from: string | null = ''; from !== null;) {
      const body: string = `${fixed}${segments === 1 ? '' : `,"Segment":${n},"TotalSegments":${segments}`}${from === '' ? '' : `,"ExclusiveStartKey":${from}`}}`;
      const page = await caller.call({ operation: 'Scan', about: table, body, signal });
      const { items, lastKey } = how.scanner.scan(page, each);
      scanned.items += items;
      scanned.pages += 1;
      scanned.bytes += page.length;
      from = how.limit === undefined ? lastKey : null;
    }
  };
  try {
    await Promise.all(Array.from({ length: segments }, (_, n) => segment(n)));
  } finally {
    // One segment has failed: what the others would bring is of no use any more.
    stop.abort(new Error('another segment of the scan failed'));
  }
  return scanned;
}

function parameters(table: string, { consistent = true, limit, prefix, only }: Omit<ScanOptions, 'scanner'>): Readonly<Record<string, unknown>> {
  const names = Object.fromEntries([...(only ?? []).map((name, i) => [`#o${i}`, name]), ...(prefix === undefined ? [] : [['#p', prefix.attribute]])]) as Readonly<Record<string, string>>;
  return {
    TableName: table,
    ConsistentRead: consistent,
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(only === undefined ? {} : { ProjectionExpression: only.map((_, i) => `#o${i}`).join(', ') }),
    ...(prefix === undefined ? {} : { FilterExpression: 'begins_with(#p, :p)', ExpressionAttributeValues: { ':p': { S: prefix.begins } } }),
  };
}
