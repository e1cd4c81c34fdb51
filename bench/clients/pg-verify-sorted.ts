import { RowSum } from '#stores/rds/row-sum';
import { withSnapshot } from '#stores/rds/snapshot';
import { sortedRows } from '#stores/rds/sorted-rows';
import { userTables } from '#stores/rds/user-tables';
import { client } from './client.ts';
import { openBench } from './pg.ts';

/** redrill's other way: digests row by row in key order on one connection, as a manifest is written and merged. The sum must be the same. */
await client(async (endpoint, [name = '']) => withSnapshot(() => openBench(endpoint), 1, async ([database]) => {
  const table = database === undefined ? undefined : (await userTables(database)).find((each) => each.name === name);
  if (database === undefined || table === undefined) throw new Error(`no table ${name}`);
  const sum = new RowSum();
  for await (const page of sortedRows(database, table)) for (const { sha256, sizeBytes } of page) sum.addHex(sha256, sizeBytes);
  return { items: sum.rows, extra: { digest: Number.parseInt(sum.digest().split(':')[1]?.slice(0, 12) ?? '', 16) } };
}));
