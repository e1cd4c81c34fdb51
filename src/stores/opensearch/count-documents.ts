import { REDRILL_PREFIX } from '../s3/beacon-keys.ts';
import type { SearchClient } from './search-client.ts';

/** How many documents of users an index or alias holds; marks are left out. */
export async function countDocuments(client: SearchClient, index: string): Promise<number> {
  const marks = ['id', 'id.keyword'].map((field) => ({ prefix: { [field]: REDRILL_PREFIX } }));
  await client.api.indices.refresh({ index });
  const { body } = await client.api.count({ index, body: { query: { bool: { must_not: marks } } } });
  return body.count;
}
