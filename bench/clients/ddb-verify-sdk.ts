import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { SEGMENTS } from '../servers/ddb-fixture.ts';
import { client, SDK_KEYS } from './client.ts';

/** The same work with the SDK: Scan, unmarshall as `@aws-sdk/util-dynamodb` does, JSON with sorted keys, SHA-256. */
await client(async (endpoint, [mode]) => {
  const dynamodb = new DynamoDBClient({ endpoint, region: 'us-west-2', credentials: SDK_KEYS });
  const totals = { items: 0, pages: 0, keys: 0, digest: 0 };
  await Promise.all(Array.from({ length: SEGMENTS }, async (_, Segment) => {
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page: ScanCommandOutput = await dynamodb.send(new ScanCommand({ TableName: 'bench', Segment, TotalSegments: SEGMENTS, ConsistentRead: true, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }));
      for (const item of page.Items ?? []) {
        const plain = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, unmarshalled(value)]));
        totals.digest = (totals.digest + Number.parseInt(hash('sha256', stable(plain), 'hex').slice(0, 8), 16)) % 2 ** 32;
        if (mode === 'check') totals.keys = (totals.keys + crc32(`${String(plain['pk'])}/${String(plain['sk'])}`)) % 2 ** 32;
      }
      totals.items += page.Items?.length ?? 0;
      totals.pages += 1;
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }));
  dynamodb.destroy();
  const { items, ...extra } = totals;
  return { items, extra };
});

function unmarshalled(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return { number: value.N };
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return Object.fromEntries(Object.entries(value.M).map(([name, one]) => [name, unmarshalled(one)]));
  if (value.L !== undefined) return value.L.map(unmarshalled);
  if (value.SS !== undefined) return [...value.SS].sort();
  if (value.NS !== undefined) return [...value.NS].sort();
  if (value.BS !== undefined) return value.BS.map((one) => Buffer.from(one).toString('base64')).sort();
  return null;
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => `${JSON.stringify(name)}:${stable(one)}`).join(',')}}`;
}
