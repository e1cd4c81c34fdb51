import { openS3 } from '#stores/s3/open-s3';
import type { VersionEntry } from '#stores/s3/s3-store';
import { benchAccess, client } from './client.ts';

async function* markers(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<{ key: string; versionId: string }> {
  for await (const page of pages) {
    for (const entry of page) if (entry.marker && entry.isLatest) yield { key: entry.key, versionId: entry.versionId };
  }
}

await client(async (endpoint) => {
  const store = openS3(benchAccess(endpoint));
  const { done } = await store.deleteMany('bench', markers(store.listVersions('bench')));
  await store.close();
  return { items: done };
});
