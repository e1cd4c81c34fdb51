import { REDRILL_PREFIX } from '../s3/beacon-keys.ts';
import { documentDigest } from './document-digest.ts';
import { EntrySpool } from './entry-spool.ts';
import { groupOf, userIndices } from './index-names.ts';
import { scanIndex } from './scan-index.ts';
import type { SearchClient } from './search-client.ts';

export interface EntriesOptions {
  /** Indices to read; every index of the users where it is absent. */
  readonly indices?: readonly string[];
  /** Marks and canaries as well. */
  readonly withMarks?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Indices that are larger than this are read in two parts at once. */
const LARGE = 5000;

/** Every document of a domain by group and id, with the digest of its source. Dispose of it when done. */
export async function indexEntries(client: SearchClient, { indices, withMarks = false, signal }: EntriesOptions = {}): Promise<EntrySpool> {
  const spool = new EntrySpool();
  try {
    for (const { index, documents } of await userIndices(client, signal)) {
      if (indices !== undefined && !indices.includes(index)) continue;
      const group = groupOf(index);
      await scanIndex(client, { index, slices: documents > LARGE ? 2 : 1, signal }, (hits) => {
        for (const { _id: id, _source: source } of hits) {
          if (withMarks || !id.startsWith(REDRILL_PREFIX)) spool.add({ name: documentName(group, id), rank: 0, ...documentDigest(source) });
        }
      });
    }
    return spool;
  } catch (error) {
    spool[Symbol.dispose]();
    throw error;
  }
}

/** The name of a document in manifests and write ledgers: generations of an index share it. */
export function documentName(group: string, id: string): string {
  return `${group}/${id}`;
}
