import type { BeaconReading, Binding, DrillContext } from '#contract/modules';
import { withDomain } from '#stores/opensearch/domain';
import { userIndices } from '#stores/opensearch/index-names';
import { scanIndex } from '#stores/opensearch/scan-index';
import type { SearchClient } from '#stores/opensearch/search-client';
import { isAbsent } from '#stores/opensearch/search-error';
import { BEACON_PREFIX, parseBeaconKey, RangeBuilder } from '#stores/s3/beacon-keys';

/** The marks that a domain holds in whatever index. An absent domain, or one without indices, holds none: a complete answer. */
export async function readMarks(context: DrillContext, { resource, region }: Binding): Promise<BeaconReading> {
  const ids: string[] = [];
  try {
    await withDomain(context.targets.access('drill-observer', region), resource, (client) => collect(client, ids, context.signal));
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return { found: [], duplicated: 0, unknownNames: 0, complete: true };
  }
  return readingOf(ids);
}

/** Mappings of users may have made the id a text with a keyword beside it. */
const QUERY = { bool: { should: ['id', 'id.keyword'].map((field) => ({ prefix: { [field]: BEACON_PREFIX } })), minimum_should_match: 1 } };

async function collect(client: SearchClient, ids: string[], signal: AbortSignal): Promise<void> {
  const indices = (await userIndices(client, signal)).map(({ index }) => index);
  if (indices.length === 0) return;
  await scanIndex(client, { index: indices.join(','), query: QUERY, source: false, pageSize: 5000, signal }, (hits) => { for (const { _id: id } of hits) ids.push(id); });
}

/** Ids in any order, one that stands in two indices twice. */
export function readingOf(ids: readonly string[]): BeaconReading {
  const ranges = new RangeBuilder();
  let [duplicated, unknownNames] = [0, 0];
  let last: string | null = null;
  for (const id of [...ids].sort()) {
    const mark = parseBeaconKey(id);
    if (id === last) duplicated += 1;
    else if (mark === null) unknownNames += 1;
    else ranges.add(mark);
    last = id;
  }
  return { found: ranges.build(), duplicated, unknownNames, complete: true };
}
