import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { openDynamoDb } from '#stores/dynamodb/open-dynamodb';
import { PageScanner } from '#stores/dynamodb/page-scanner';
import { RowSum } from '#stores/rds/row-sum';
import { SEGMENTS } from '../servers/ddb-fixture.ts';
import { benchAccess, client } from './client.ts';

/** A canonical digest of every item in one pass over the bytes; with `check` the keys are summed up as well. */
await client(async (endpoint, [mode]) => {
  const table = openDynamoDb(benchAccess(endpoint));
  const sum = new RowSum();
  let keys = 0;
  const { items, pages } = await table.scan('bench', { scanner: new PageScanner({ key: ['pk', 'sk'] }), segments: SEGMENTS }, (item) => {
    sum.add(hash('sha256', item.canonical, 'binary'), item.canonical.length);
    if (mode === 'check') keys = (keys + crc32(`${item.text(0)}/${item.text(1)}`)) % 2 ** 32;
  });
  await table.close();
  return { items, extra: { pages, keys, digest: Number.parseInt(sum.digest().slice(-12), 16) } };
});
