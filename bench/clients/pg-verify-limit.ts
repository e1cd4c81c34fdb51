import { client } from './client.ts';
import { keyRanges, openBench } from './pg.ts';

/** The limit: the server writes the same COPY text to /dev/null, and nobody reads or hashes it. */
await client(async (endpoint, [name = '', rows = '0']) => {
  const counts = await Promise.all(keyRanges(Number(rows)).map(async ([from, to]) => {
    const database = await openBench(endpoint);
    const count = await database.execute(`copy (select * from ${name} where id between ${from} and ${to}) to '/dev/null'`);
    await database.close();
    return count;
  }));
  return { items: counts.reduce((total, count) => total + count, 0) };
});
