import { RedrillError } from '#kit/redrill-error';
import type { SearchClient } from './search-client.ts';

interface BulkAnswer {
  readonly items?: readonly { readonly delete?: { readonly _id?: string; readonly status?: number } }[];
}

/** Deletes documents by id and makes sure of each; one that is not there any more was taken out before. */
export async function takeOut(client: SearchClient, documents: readonly { readonly index: string; readonly id: string }[]): Promise<void> {
  const body = Buffer.from(documents.map(({ index, id }) => `${JSON.stringify({ delete: { _index: index, _id: id } })}\n`).join(''));
  const { items = [] } = await client.json<BulkAnswer>({ method: 'POST', path: '/_bulk', query: { refresh: 'true' }, body });
  const stayed = items.filter((item) => ![200, 404].includes(item.delete?.status ?? 0));
  if (items.length < documents.length || stayed.length > 0) throw new RedrillError('hold-back.stayed', `${stayed.length + documents.length - items.length} of ${documents.length} documents could not be taken out of the index at ${client.where}; first: ${JSON.stringify(stayed[0]?.delete ?? {})}`, { actor: 'platform' });
}
