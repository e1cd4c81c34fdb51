import { expect, it } from 'vitest';
import { linksOf } from './dangling-documents.ts';
import type { SearchAnswer, SearchClient, SearchRequest } from './search-client.ts';

const FIELDS = { id: 'datasetId', registered: 'registeredAt' };
const AT = '2026-11-24T05:00:00.000000Z';
const rows = new Map([['7', Date.parse(AT) * 1000], ['8', Date.parse(AT) * 1000]]);

/** One page of hits, then none; what was asked for is kept. */
function domainOf(sources: Readonly<Record<string, object>>): { readonly client: SearchClient; readonly asked: SearchRequest[] } {
  const asked: SearchRequest[] = [];
  const pages = [Object.entries(sources).map(([id, source]) => ({ _index: 'datasets-000002', _id: id, _source: source })), []];
  const once = async (request: SearchRequest): Promise<SearchAnswer> => {
    asked.push(request);
    return { status: 200, body: Buffer.from(JSON.stringify({ _scroll_id: 's', hits: { hits: pages.shift() ?? [] } })) };
  };
  return { client: { where: 'http://127.0.0.1:1', once, json: async () => ({}), api: { indices: { refresh: async () => ({}) } }, close: async () => undefined } as unknown as SearchClient, asked };
}

it('asks for documents that refer to a row, and names those whose row the database does not know', async () => {
  const { client, asked } = domainOf({ known: { datasetId: 7, registeredAt: AT }, lost: { datasetId: 9, registeredAt: AT } });
  expect(await linksOf(client, { indices: ['datasets-000002'], fields: FIELDS, rows })).toEqual({ linked: 2, dangling: [{ index: 'datasets-000002', id: 'lost', name: 'datasets/lost', row: '9' }] });
  expect(asked[0]).toMatchObject({ path: '/datasets-000002/_search', body: { query: { exists: { field: 'datasetId' } } } });
});

it('does not take a key that was given again for the lost row, nor one that says no moment', async () => {
  const { client } = domainOf({ again: { datasetId: 8, registeredAt: '2026-11-24T04:00:00.000000Z' }, dateless: { datasetId: 7 }, same: { datasetId: 7, registeredAt: '2026-11-24T05:00:00Z' } });
  expect((await linksOf(client, { indices: ['datasets-000002'], fields: FIELDS, rows })).dangling.map(({ id }) => id)).toEqual(['again', 'dateless']);
});
