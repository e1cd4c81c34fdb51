import { crc32 } from 'node:zlib';
import { exchange } from '#stores/s3/exchange';
import { guardedAgent } from '#targets/guarded-dispatcher';
import { SEGMENTS } from '../servers/ddb-fixture.ts';
import { client } from './client.ts';

interface Page {
  readonly Items: readonly { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } }[];
  readonly LastEvaluatedKey?: unknown;
}

/** The limit of ddb-verify: the same pages over the same sockets, unsigned, parsed as JSON and nothing else. */
await client(async (endpoint, [mode]) => {
  const dispatcher = guardedAgent(new URL(endpoint));
  const totals = { items: 0, pages: 0, keys: 0 };
  await Promise.all(Array.from({ length: SEGMENTS }, async (_, Segment) => {
    let from: unknown;
    do {
      const { body } = await exchange(dispatcher, endpoint, { method: 'POST', path: '/', headers: { 'x-amz-target': 'DynamoDB_20120810.Scan' }, body: Buffer.from(JSON.stringify({ TableName: 'bench', Segment, TotalSegments: SEGMENTS, ...(from === undefined ? {} : { ExclusiveStartKey: from }) })) });
      const page = JSON.parse(body.toString('utf8')) as Page;
      totals.items += page.Items.length;
      totals.pages += 1;
      if (mode === 'check') for (const { pk, sk } of page.Items) totals.keys = (totals.keys + crc32(`${pk.S}/${sk.S}`)) % 2 ** 32;
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }));
  await dispatcher.destroy();
  const { items, ...extra } = totals;
  return { items, extra };
});
