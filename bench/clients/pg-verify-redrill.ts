import { digestTable } from '#stores/rds/digest-table';
import { withSnapshot } from '#stores/rds/snapshot';
import { userTables } from '#stores/rds/user-tables';
import { client } from './client.ts';
import { BACKENDS, openBench } from './pg.ts';

/** redrill: hashed COPY streams of one snapshot, one SHA-256 per row, summed. Prints the first 48 bits of the sum. */
await client(async (endpoint, [name = '']) => withSnapshot(() => openBench(endpoint), BACKENDS, async (databases) => {
  const [first] = databases;
  const table = first === undefined ? undefined : (await userTables(first)).find((each) => each.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  const sum = await digestTable(databases, table);
  return { items: sum.rows, extra: { digest: Number.parseInt(sum.digest().split(':')[1]?.slice(0, 12) ?? '', 16) } };
}));
