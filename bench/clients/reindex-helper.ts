import { Client } from '@opensearch-project/opensearch';
import { client } from './client.ts';
import { fetched } from './source-bytes.ts';

/** The official client's bulk helper at the product's batch size: `reindex-helper.ts <endpoint> <parsed|string>` */
await client(async (endpoint, [form = 'parsed']) => {
  const search = new Client({ node: endpoint });
  async function* documents(): AsyncGenerator<string | { readonly id: string }> {
    for await (const { bytes } of fetched(endpoint, 'source')) {
      for (const line of bytes.toString('utf8').split('\n')) if (line !== '') yield form === 'parsed' ? (JSON.parse(line) as { readonly id: string }) : line;
    }
  }
  const idOf = (document: string | { readonly id: string }): string => (typeof document === 'string' ? document.slice(7, document.indexOf('"', 7)) : document.id);
  const { successful } = await search.helpers.bulk({ datasource: documents(), flushBytes: 5 * 1024 * 1024, concurrency: 8, onDocument: (document) => ({ index: { _index: 'datasets-000002', _id: idOf(document as string) } }) });
  await search.close();
  return { items: successful };
});
