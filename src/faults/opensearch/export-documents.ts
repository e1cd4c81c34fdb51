import { sha256 } from '#kit/digest';
import type { Hit } from '#stores/opensearch/scan-index';
import { scanIndex } from '#stores/opensearch/scan-index';
import type { SearchClient } from '#stores/opensearch/search-client';
import type { S3Store } from '#stores/s3/s3-store';
import type { Chunk } from './safety-document.ts';
import type { SafetyPlaces } from './safety-places.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

export interface Export {
  readonly client: SearchClient;
  readonly s3: S3Store;
  readonly places: Pick<SafetyPlaces, 'bucket' | 'documents'>;
  readonly signal: AbortSignal;
}

/** Writes every document of an index into the safety bucket, as bodies that `_bulk` takes as they are. */
export async function exportDocuments({ client, s3, places, signal }: Export, index: string): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  const writes: Promise<unknown>[] = [];
  let lines: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (lines.length === 0) return;
    const body = Buffer.from(`${lines.join('\n')}\n`);
    const key = `${places.documents}${index}/${String(chunks.length + 1).padStart(6, '0')}.ndjson`;
    chunks.push({ key, index, documents: lines.length / 2, sizeBytes: body.length, sha256: sha256(body) });
    writes.push(s3.put({ bucket: places.bucket, key }, body, { contentType: 'application/x-ndjson' }));
    [lines, size] = [[], 0];
  };
  await scanIndex(client, { index, signal }, (hits) => {
    for (const hit of hits) {
      const [action, source] = linesOf(hit);
      lines.push(action, source);
      size += action.length + source.length + 2;
      if (size >= CHUNK_BYTES) flush();
    }
  });
  flush();
  await Promise.all(writes);
  return chunks;
}

/** The lowest version there is: sent again, a document of the copy never takes the place of one that was written since. */
function linesOf({ _id: id, _source: source }: Hit): readonly [string, string] {
  return [JSON.stringify({ index: { _id: id, version: 0, version_type: 'external_gte' } }), JSON.stringify(source)];
}
