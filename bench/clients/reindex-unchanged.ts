import { Pool } from 'undici';
import { client } from './client.ts';
import { fetched } from './source-bytes.ts';

/** The limit: ready bodies are fetched and posted as they are, eight at a time. */
await client(async (endpoint) => {
  const pool = new Pool(endpoint, { connections: 8 });
  const waiting = new Set<Promise<void>>();
  for await (const { bytes } of fetched(endpoint, 'bulk')) {
    const sent: Promise<void> = pool.request({ method: 'POST', path: '/datasets-000002/_bulk', headers: { 'content-type': 'application/x-ndjson' }, body: bytes }).then(async ({ body }) => body.dump()).then(() => { waiting.delete(sent); });
    waiting.add(sent);
    if (waiting.size >= 8) await Promise.race(waiting);
  }
  await Promise.all(waiting);
  await pool.close();
  return { items: 0 };
});
