import { bulkFiles } from '#stores/opensearch/bulk-files';
import type { SourceBytes } from '#stores/opensearch/bulk-files';
import { openSearch } from '#stores/opensearch/open-search';
import { benchAccess, client } from './client.ts';
import { fetched } from './source-bytes.ts';

/** `reindex-redrill.ts <endpoint> [bytes of a batch]` */
await client(async (endpoint, [batchBytes]) => {
  const search = openSearch(benchAccess(endpoint), new URL(endpoint));
  async function* files(): AsyncGenerator<SourceBytes> {
    for await (const { n, bytes } of fetched(endpoint, 'source')) yield { file: String(n), index: 'datasets-000002', version: n + 1, bytes };
  }
  const { kept, retried } = await bulkFiles(search, files(), batchBytes === undefined ? {} : { batchBytes: Number(batchBytes) });
  await search.close();
  return { items: kept, extra: { retried } };
});
