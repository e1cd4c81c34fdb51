import { guardedAgent } from '#targets/guarded-dispatcher';
import { exchange } from '#stores/s3/exchange';
import { client } from './client.ts';

/** The limit of s3-undelete without latency: the same pages fetched one after the other and not parsed. */
await client(async (endpoint) => {
  const dispatcher = guardedAgent(new URL(endpoint));
  let path: string | null = '/bench?versions';
  let items = 0;
  while (path !== null) {
    const { body }: { body: Buffer } = await exchange(dispatcher, endpoint, { method: 'GET', path, headers: {}, body: null });
    const head = body.toString('latin1', 0, 1000);
    const key = /<NextKeyMarker>([^<]*)/.exec(head)?.[1];
    const version = /<NextVersionIdMarker>([^<]*)/.exec(head)?.[1];
    path = key === undefined ? null : `/bench?versions&key-marker=${encodeURIComponent(key)}&version-id-marker=${version ?? ''}`;
    items += 1;
  }
  await dispatcher.destroy();
  return { items };
});
