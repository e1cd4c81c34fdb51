import { client } from './client.ts';
import { keyRanges, openBench } from './pg.ts';

/** The expression of data-diff for PostgreSQL: 60 bits of an MD5 per row, summed by the server; one backend per half of the table. */
await client(async (endpoint, [name = '', rows = '0']) => {
  const halves = await Promise.all(keyRanges(Number(rows)).map(async ([from, to]) => {
    const database = await openBench(endpoint);
    await database.query('set max_parallel_workers_per_gather = 0');
    const [row] = await database.query(`select count(*) as n, sum(('x' || substring(md5(concat_ws('|', id::text, email, name, created::text, score::text, attributes::text)), 18))::bit(60)::bigint)::text as sum from ${name} where id between $1 and $2`, [from, to]);
    await database.close();
    return { n: Number(row?.['n']), sum: BigInt(row?.['sum'] ?? '0') };
  }));
  return { items: halves.reduce((total, { n }) => total + n, 0), extra: { digest: Number(BigInt.asUintN(48, halves.reduce((total, { sum }) => total + sum, 0n))) } };
});
