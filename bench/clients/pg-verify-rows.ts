import { hash } from 'node:crypto';
import pg from 'pg';
import { client } from './client.ts';
import { keyRanges } from './pg.ts';

const PAGE = 10_000;

/** The usual way: rows fetched in pages by key, each as JSON, each hashed. */
await client(async (endpoint, [name = '', rows = '0']) => {
  const halves = await Promise.all(keyRanges(Number(rows)).map(([from, to]) => half(endpoint, name, from, to)));
  return { items: halves.reduce((total, { items }) => total + items, 0), extra: { digest: halves.reduce((total, { digest }) => (total + digest) % 2 ** 48, 0) } };
});

async function half(endpoint: string, name: string, from: number, to: number): Promise<{ readonly items: number; readonly digest: number }> {
  const database = new pg.Client({ connectionString: endpoint });
  await database.connect();
  let [items, digest, after] = [0, 0, from - 1];
  for (;;) {
    const { rows } = await database.query<{ id: string }>(`select * from ${name} where id > $1 and id <= $2 order by id limit ${PAGE}`, [after, to]);
    for (const row of rows) digest = (digest + Number.parseInt(hash('sha256', JSON.stringify(row), 'hex').slice(0, 12), 16)) % 2 ** 48;
    items += rows.length;
    if (rows.length < PAGE) break;
    after = Number(rows.at(-1)?.id);
  }
  await database.end();
  return { items, digest };
}
